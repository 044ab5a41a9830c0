"""What the control plane calls and whom it believes: addresses that hold in the tier, and ways that there are."""

from collections.abc import Iterator

from domain.platform_services import COLLECTOR
from domain.ports import HTTPS
from domain.temporal import FRONTEND
from domain.text import shown
from domain.url import PLATFORM, Url
from settings.draft import Draft, Findings
from settings.sections.application import Application

STRICT = ("staging", "prod")
"""The tiers that people depend on."""

# What the application takes for somebody's own machine, and does not start with but there.
_OF_A_DEVELOPER = ("http://localhost", "https://localhost", "http://127.0.0.1", "dev-audience", "test-audience")
_MET_ANYWAY = (COLLECTOR, FRONTEND)


def check(draft: Draft) -> Findings:
    """Yield addresses in clear where the tier is strict, those that nothing leads to, and an issuer not trusted."""
    identity, services = draft.config.identity, draft.config.services
    for path, url in _urls(draft):
        if draft.stack.tier in STRICT and url.scheme != "https":
            yield path, f"{shown(str(url))} is in clear; {draft.stack.tier} wants https"
    for path, url in _called(draft):
        if url.component is None and (url.scheme, url.port) != ("https", HTTPS):
            yield path, f"{shown(str(url))}: the way to the internet is https on port 443 only"
        if url.component in _MET_ANYWAY:
            yield path, f"{url.host} is no such service; the control plane has a way of its own to it"
    if services and services.redis and services.redis.url.component is None:
        yield "services.redis.url", f"{services.redis.url.host} is outside; a Redis is <component>{PLATFORM}"
    if identity and identity.audience.lower().startswith(_OF_A_DEVELOPER):
        yield (
            "identity.audience",
            f"{shown(str(identity.audience))} is one of a developer's; the application refuses it",
        )
    if identity and identity.issuer not in identity.trusted_issuers:
        yield "identity.trustedIssuers", f"lacks the issuer {identity.issuer}"
    if draft.config.application:
        yield from _check_workspaces(draft.config.application)


def _check_workspaces(application: Application) -> Findings:
    tenants, system = application.tenants, application.system_workspace
    for index, tenant in enumerate(tenants):
        if tenant in tenants[:index]:
            yield f"application.tenants[{index}]", f"{shown(str(tenant))} is listed twice"
    # What the control plane writes when an approval expires refers to the workspace's row.
    if system is not None and system not in (*tenants, application.first_workspace):
        yield "application.systemWorkspace", f"{system} has no row; name one of application.tenants"


def _called(draft: Draft) -> Iterator[tuple[str, Url]]:
    """Yield what the control plane calls with the place where it is set."""
    identity, services = draft.config.identity, draft.config.services
    if identity:
        yield "identity.jwksUri", identity.jwks_uri
    if identity and identity.cockpit:
        yield "identity.cockpit.issuer", identity.cockpit.issuer
    if services and services.open_fga:
        yield "services.openFga.url", services.open_fga.url
    if services and services.gateway:
        yield "services.gateway.url", services.gateway.url
    if services and services.redis and services.redis.url.component is not None:
        yield "services.redis.url", services.redis.url


def _urls(draft: Draft) -> Iterator[tuple[str, Url]]:
    """What people or tokens name: what is inside the cluster is spoken to in clear there."""
    identity, application = draft.config.identity, draft.config.application
    if identity:
        yield "identity.issuer", identity.issuer
        yield "identity.jwksUri", identity.jwks_uri
        for index, issuer in enumerate(identity.trusted_issuers):
            yield f"identity.trustedIssuers[{index}]", issuer
    if identity and identity.cockpit:
        yield "identity.cockpit.issuer", identity.cockpit.issuer
        yield "identity.cockpit.redirectUri", identity.cockpit.redirect_uri
    for index, origin in enumerate(application.cors_origins if application else ()):
        yield f"application.corsOrigins[{index}]", origin
