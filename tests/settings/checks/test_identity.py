"""What the control plane calls and believes: in strict tiers nothing in clear, and nothing that no way leads to."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import WITH_GATEWAY, problems

_ISSUER = "https://identity.portarium.example/realms/portarium"

REFUSED: list[tuple[dict[str, object], str]] = [
    ({"identity.jwksUri": "http://keycloak.system.svc:8180/certs"}, 'identity.jwksUri: "http://keycloak.system.svc:8180/certs" is in clear; prod wants https'),
    ({"identity.jwksUri": "https://a.example:8443/certs"}, 'identity.jwksUri: "https://a.example:8443/certs": the way to the internet is https on port 443 only'),
    ({"identity.trustedIssuers": ["https://b.example"]}, f"identity.trustedIssuers: lacks the issuer {_ISSUER}"),
    ({"identity.audience": "dev-audience"}, 'identity.audience: "dev-audience" is one of a developer\'s; the application refuses it'),
    ({"identity.audience": "http://localhost:8080"}, 'identity.audience: "http://localhost:8080" is one of a developer\'s; the application refuses it'),
    ({"application.corsOrigins": ["http://a.example"]}, 'application.corsOrigins[0]: "http://a.example" is in clear; prod wants https'),
    ({"application.corsOrigins": ["https://a.example/page"]}, 'application.corsOrigins[0]: "https://a.example/page" is not an origin, without a path, for example https://cockpit.portarium.example'),
    ({"application.tenants": ["workspace-default", "two", "two"]}, 'application.tenants[2]: "two" is listed twice'),
    ({"application.tenants": ["One"]}, 'application.tenants[0]: "One" is not the name of a workspace (3 to 63 lower-case letters, digits and hyphens), for example workspace-default'),
    ({"application.systemWorkspace": "ws-nobody"}, "application.systemWorkspace: ws-nobody has no row; name one of application.tenants"),
    ({"services.redis.url": "redis://:secret@redis.system.svc"}, 'services.redis.url: "redis://:secret@redis.system.svc" is not the URL of a Redis without a password, for example redis://redis.system.svc'),
    ({"services.gateway.url": "http://gateway.portarium.example", "secretsBundle.items": WITH_GATEWAY}, 'services.gateway.url: "http://gateway.portarium.example": the way to the internet is https on port 443 only'),
    ({"services.gateway.url": "http://temporal-frontend.system.svc", "secretsBundle.items": WITH_GATEWAY}, "services.gateway.url: temporal-frontend.system.svc is no such service; the control plane has a way of its own to it"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), REFUSED)
def test_an_address_that_would_not_do_is_refused(changes: dict[str, object], line: str) -> None:
    """The line names the setting and what the tier or the ways want."""
    assert problems("prod", changes) == [f"Pulumi.prod.yaml: {line}"]


def test_approvals_of_any_workspace_with_a_row_may_expire() -> None:
    """Every tenant has one, and so has the workspace that the control plane writes at its start."""
    for workspace in ("workspace-default", "ws-local-dev"):
        assert problems("prod", {"application.systemWorkspace": workspace}) == []


def test_a_redis_on_the_internet_is_refused() -> None:
    """The proxy opens ways for HTTPS alone."""
    assert problems("prod", {"services.redis.url": "rediss://redis.portarium.example"}) == [
        "Pulumi.prod.yaml: services.redis.url: redis.portarium.example is outside; a Redis is <component>.system.svc"
    ]


def test_dev_may_have_its_identity_provider_inside() -> None:
    """In clear, among the services of the platform."""
    inside = "http://keycloak.system.svc:8180/realms/portarium"
    changes: dict[str, object] = {
        "identity.provider": "outside",
        "identity.issuer": inside,
        "identity.trustedIssuers": [inside],
        "identity.jwksUri": f"{inside}/certs",
    }

    assert problems("dev", changes) == []
    assert len(problems("staging", changes)) == 3
