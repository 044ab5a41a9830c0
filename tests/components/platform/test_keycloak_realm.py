"""The realm gives out what the control plane takes, by a client that has no secret, and to nobody yet."""

import json
from dataclasses import replace
from typing import Any

from components.platform.keycloak_realm import RealmPlan, realm, realm_file

PLAN = RealmPlan(
    client="portarium-cockpit",
    audience="portarium-api",
    typed=True,
    redirects=["https://api.x-dev.portarium.example/*"],
)
_QUARTER_OF_AN_HOUR = 900


def _client(plan: RealmPlan = PLAN) -> dict[str, Any]:
    [client] = realm(plan)["clients"]
    return client


def _mappers() -> dict[str, dict[str, str]]:
    return {each["protocolMapper"]: each["config"] for each in _client()["protocolMappers"]}


def test_tokens_are_what_the_control_plane_takes() -> None:
    """The audience, who asked for them, the workspace, their type, and no longer than it lets them be."""
    client, mappers = _client(), _mappers()
    assert client["clientId"] == "portarium-cockpit"
    audience, workspace = mappers["oidc-audience-mapper"], mappers["oidc-usermodel-attribute-mapper"]
    assert (audience["included.custom.audience"], audience["access.token.claim"]) == ("portarium-api", "true")
    assert (workspace["claim.name"], workspace["access.token.claim"]) == ("workspaceId", "true")
    assert client["attributes"]["access.token.header.type.rfc9068"] == "true"
    assert int(client["attributes"]["access.token.lifespan"]) == realm(PLAN)["accessTokenLifespan"]
    assert realm(PLAN)["accessTokenLifespan"] < _QUARTER_OF_AN_HOUR


def test_an_environment_that_wants_plain_tokens_gets_them() -> None:
    """`identity.tokenType` says which type the control plane insists on."""
    assert _client(replace(PLAN, typed=False))["attributes"]["access.token.header.type.rfc9068"] == "false"


def test_a_stolen_code_is_worth_nothing() -> None:
    """A page in a browser keeps no secret: each sign-in proves that it began where it ends, at a listed address."""
    client = _client()
    assert client["publicClient"] is True
    assert client["attributes"]["pkce.code.challenge.method"] == "S256"
    assert [client[flow] for flow in ("implicitFlowEnabled", "directAccessGrantsEnabled")] == [False, False]
    assert client["redirectUris"] == ["https://api.x-dev.portarium.example/*"]


def test_nobody_chooses_their_own_workspace() -> None:
    """Who could would read another tenant's runs."""
    [provider] = realm(PLAN)["components"]["org.keycloak.userprofile.UserProfileProvider"]
    [profile] = provider["config"]["kc.user.profile.config"]
    attributes = {each["name"]: each for each in json.loads(profile)["attributes"]}
    assert _mappers()["oidc-usermodel-attribute-mapper"]["user.attribute"] in attributes
    assert attributes["workspaceId"]["permissions"]["edit"] == ["admin"]
    assert "unmanagedAttributePolicy" not in json.loads(profile)


def test_it_begins_without_anybody() -> None:
    """No user, no password and no other secret lies in a config map, and nobody lets themselves in."""
    found = realm(PLAN)
    assert found.keys() & {"users", "identityProviders", "smtpServer"} == set()
    assert found["registrationAllowed"] is False
    assert "secret" not in realm_file(PLAN)
