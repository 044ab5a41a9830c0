"""A Keycloak of the platform: for dev and its review environments, and only under the addresses that it will have."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import problems, resolved

_ISSUER = "https://identity.x-dev.portarium.example/realms/portarium"
_KEYS = "http://keycloak.system.svc:8080/realms/portarium/protocol/openid-connect/certs"
_COCKPIT = {"issuer": _ISSUER, "clientId": "another", "redirectUri": "https://api.x-dev.portarium.example/signed-in"}

REFUSED: list[tuple[dict[str, object], str]] = [
    ({"identity.jwksUri": "https://a.example/certs"}, f'identity.jwksUri: "https://a.example/certs" is not where the keys of Keycloak are: {_KEYS}'),
    ({"identity.issuer": "https://a.example", "identity.trustedIssuers": ["https://a.example"]}, f'identity.issuer: "https://a.example" is not what Keycloak issues as: {_ISSUER}'),
    ({"domains.envPrefix": "x-trying"}, f'identity.issuer: "{_ISSUER}" is not what Keycloak issues as: https://identity.x-trying.portarium.example/realms/portarium'),
    ({"identity.cockpit": _COCKPIT}, "identity.cockpit.clientId: Keycloak's realm has one client, portarium-cockpit; name that"),
    ({"identity.provider": "auth0"}, 'identity.provider: "auth0" is not one of outside, keycloak'),
]  # fmt: skip


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_nobody_is_guarded_by_what_they_guard(stack: str) -> None:
    """Where people depend on who signs in, one line says that the issuer has to be elsewhere."""
    assert problems(stack, {"identity.provider": "keycloak"}) == [
        f'Pulumi.{stack}.yaml: identity.provider: "keycloak" would run on what it guards; {stack} has an issuer "outside"'
    ]


@pytest.mark.parametrize(("changes", "line"), REFUSED)
def test_an_address_that_it_will_not_have_is_refused(changes: dict[str, object], line: str) -> None:
    """Tokens of another issuer, or keys of another place, would keep everybody out."""
    assert problems("dev", changes) == [f"Pulumi.dev.yaml: {line}"]


def test_a_review_environment_takes_the_tokens_of_its_host() -> None:
    """It has no Keycloak of its own, and reads the same keys by the same service."""
    host, review = resolved("dev"), resolved("review-7")
    assert host.identity == review.identity
    assert (host.runs_keycloak, review.runs_keycloak) == (True, False)


def test_its_first_administrators_password_is_no_item_of_the_bundle() -> None:
    """Keycloak reads it once; a job that renewed it would only make it wrong."""
    item = {"name": "identity/administrator", "purpose": "service-credentials", "rotationFrequencyDays": 90}
    items = resolved("dev").secrets_bundle.model_dump(by_alias=True)["items"]
    changes: dict[str, object] = {"secretsBundle.items": [*items, item]}
    at = f"secretsBundle.items[{len(items)}].name"
    assert problems("dev", changes) == [
        f"Pulumi.dev.yaml: {at}: identity/administrator is Keycloak's own; give the item another name"
    ]
