"""Whether a bearer token is one for this control plane.

Simplified: its claims are looked at, its signature is not, so that tests need no identity provider.
"""

import base64
import json
from typing import Any

from tests.application.variables import Variables, listed


def token(variables: Variables, workspace: str) -> str:
    """Make a token that a control plane with these variables takes."""
    header = {"typ": variables["PORTARIUM_JWT_REQUIRED_TOKEN_TYPE"], "alg": "none"}
    claims = {
        "iss": variables["PORTARIUM_JWT_ISSUER"],
        "aud": listed(variables, "PORTARIUM_JWT_AUDIENCE")[0],
        "azp": variables["PORTARIUM_JWT_AUTHORIZED_PARTY"],
        "workspaceId": workspace,
    }
    return f"{_encoded(header)}.{_encoded(claims)}."


def workspace_of(variables: Variables, authorization: str | None) -> str | None:
    """Give the workspace that a request's token is for; nothing where it is not to be let in."""
    kind, _, given = (authorization or "").partition(" ")
    try:
        header, claims, _ = given.split(".")
        typ, found = _decoded(header).get("typ"), _decoded(claims)
    except ValueError:
        return None
    wanted = {
        "kind": (kind, ("Bearer",)),
        "typ": (typ, (variables.get("PORTARIUM_JWT_REQUIRED_TOKEN_TYPE"),)),
        "iss": (found.get("iss"), listed(variables, "PORTARIUM_JWT_TRUSTED_ISSUERS")),
        "aud": (found.get("aud"), listed(variables, "PORTARIUM_JWT_AUDIENCE")),
        "azp": (found.get("azp"), (variables.get("PORTARIUM_JWT_AUTHORIZED_PARTY"),)),
    }
    good = all(value in allowed for value, allowed in wanted.values())
    return (found.get("workspaceId") or found.get("tenantId")) if good else None


def _encoded(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _decoded(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
