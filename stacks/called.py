"""What the control plane calls besides the database, AWS and Temporal: services of the platform, hosts outside."""

from collections.abc import Iterator

from domain.url import Url
from settings.model import Settings


def hosts_called(settings: Settings) -> list[str]:
    """The hosts on the internet, by name: the identity provider's, and those of services that are outside."""
    return sorted({url.host for url in _called(settings) if url.component is None})


def services_called(settings: Settings) -> dict[str, list[int]]:
    """The components of the platform, each with its ports."""
    found: dict[str, set[int]] = {}
    for url in _called(settings):
        if url.component is not None:
            found.setdefault(url.component, set()).add(url.port)
    return {component: sorted(served) for component, served in sorted(found.items())}


def _called(settings: Settings) -> Iterator[Url]:
    identity, services = settings.identity, settings.services
    if identity:
        yield identity.jwks_uri
    if identity and identity.cockpit:
        yield identity.cockpit.issuer
    if services.open_fga:
        yield services.open_fga.url
    if services.redis:
        yield services.redis.url
    if services.gateway:
        yield services.gateway.url
