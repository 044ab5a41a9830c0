"""The realm that Keycloak starts with: one public client, tokens that the control plane takes, and nobody in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.keycloak import REALM, TOKEN_SECONDS, WORKSPACE_CLAIM

REALM_FILE = f"{REALM}-realm.json"
"""The file that it is imported from."""

_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class RealmPlan:
    """What the settings say of it, as plain data."""

    client: str
    """The client, which has no secret: the Cockpit is a page in a browser."""
    audience: str
    """Whom its tokens are meant for."""
    typed: bool
    """Whether a token says in its header that it is an access token (RFC 9068)."""
    redirects: Sequence[str]
    """Where people may be sent back to, each address whole; nowhere where there is none."""


def realm_file(plan: RealmPlan) -> str:
    """Return the realm as Keycloak imports it."""
    return json.dumps(realm(plan), indent=2) + "\n"


def realm(plan: RealmPlan) -> dict[str, Any]:
    """The realm. Without users: who may come in is nobody's to write into a file."""
    return {
        "realm": REALM,
        "enabled": True,
        "sslRequired": "external",
        "registrationAllowed": False,
        "resetPasswordAllowed": False,
        "bruteForceProtected": True,
        "defaultSignatureAlgorithm": "RS256",
        "accessTokenLifespan": TOKEN_SECONDS,
        "accessTokenLifespanForImplicitFlow": TOKEN_SECONDS,
        "ssoSessionIdleTimeout": 30 * _MINUTES,
        "ssoSessionMaxLifespan": 10 * 60 * _MINUTES,
        "revokeRefreshToken": True,
        "clients": [_client(plan)],
        "components": {
            "org.keycloak.userprofile.UserProfileProvider": [
                {
                    "providerId": "declarative-user-profile",
                    "subComponents": {},
                    "config": {"kc.user.profile.config": [json.dumps(_profile())]},
                }
            ]
        },
    }


def _client(plan: RealmPlan) -> dict[str, Any]:
    return {
        "clientId": plan.client,
        "name": "Cockpit",
        "protocol": "openid-connect",
        "enabled": True,
        "publicClient": True,
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        # A password is typed at the provider, and nowhere else.
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "fullScopeAllowed": False,
        "redirectUris": list(plan.redirects),
        "webOrigins": ["+"],
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "access.token.header.type.rfc9068": "true" if plan.typed else "false",
            "access.token.lifespan": str(TOKEN_SECONDS),
        },
        "protocolMappers": [
            {
                "name": "audience",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-audience-mapper",
                "consentRequired": False,
                "config": {
                    "included.custom.audience": plan.audience,
                    "access.token.claim": "true",
                    "id.token.claim": "false",
                    "introspection.token.claim": "true",
                },
            },
            {
                "name": WORKSPACE_CLAIM,
                "protocol": "openid-connect",
                "protocolMapper": "oidc-usermodel-attribute-mapper",
                "consentRequired": False,
                "config": {
                    "user.attribute": WORKSPACE_CLAIM,
                    "claim.name": WORKSPACE_CLAIM,
                    "jsonType.label": "String",
                    "multivalued": "false",
                    "access.token.claim": "true",
                    "id.token.claim": "false",
                    "userinfo.token.claim": "false",
                    "introspection.token.claim": "true",
                },
            },
        ],
    }


def _profile() -> dict[str, Any]:
    """What is known of a user.

    Nobody changes the workspace of themselves: who could would read another tenant's runs.
    """
    both, administrator = ["admin", "user"], ["admin"]
    return {
        "attributes": [
            _attribute("username", view=both, edit=administrator),
            _attribute("email", view=both, edit=administrator, validations={"email": {}}),
            _attribute("firstName", view=both, edit=both),
            _attribute("lastName", view=both, edit=both),
            _attribute(
                WORKSPACE_CLAIM,
                view=both,
                edit=administrator,
                validations={
                    "pattern": {"pattern": "^[a-z0-9-]{3,63}$", "error-message": "not the name of a workspace"}
                },
            ),
        ]
    }


def _attribute(
    name: str, *, view: Sequence[str], edit: Sequence[str], validations: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "displayName": name if name == WORKSPACE_CLAIM else f"${{{name}}}",
        "permissions": {"view": list(view), "edit": list(edit)},
        "validations": validations or {},
        "multivalued": False,
    }
