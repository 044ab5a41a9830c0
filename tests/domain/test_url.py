"""Addresses of services: what is in them, and what they may not be."""

import pytest

from domain.url import Origin, RedisUrl, Url


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port", "component"),
    [
        ("https://identity.example/realms/a", "https", "identity.example", 443, None),
        ("https://identity.example:8443", "https", "identity.example", 8443, None),
        ("http://openfga.system.svc:8080", "http", "openfga.system.svc", 8080, "openfga"),
        ("http://keycloak.system.svc/realms/a", "http", "keycloak.system.svc", 80, "keycloak"),
    ],
)
def test_an_address_tells_its_parts(text: str, scheme: str, host: str, port: int, component: str | None) -> None:
    """The port that is meant is told as one that is said."""
    url = Url(text)
    assert (url.scheme, url.host, url.port, url.component) == (scheme, host, port, component)


def test_a_redis_has_a_port_of_its_own() -> None:
    """Whoever says none means Redis's."""
    assert RedisUrl("redis://redis.system.svc").port == 6379


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8080",
        "http://127.0.0.1/a",
        "https://user:password@a.example",  # pragma: allowlist secret
        "https://a.example?token=1",
        "https://a.example:99999",
        "https://api.apps-dev.svc",
        "https://a.b.system.svc",
        "https://169.254.169.254",
        "https://metadata.google.internal",
        "ftp://a.example",
    ],
)
def test_what_no_service_is_called_by_is_refused(text: str) -> None:
    """This machine, addresses, passwords, queries, and the inside of the cluster but for the platform's services."""
    with pytest.raises(ValueError, match="http"):
        Url(text)


def test_an_origin_has_no_path() -> None:
    """A browser sends none, so that one with a path would never match."""
    with pytest.raises(ValueError, match="is not an origin"):
        Origin("https://a.example/")
