"""Who comes with the token of an issuer that the account trusts; the sandbox reads its claims and no signature."""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import Any

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.identity import Identity

_PARTS = 3


class TokenRefusedError(Exception):
    """STS takes no such token; with the code of its error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def bearer(token: str, account: str) -> tuple[Identity, Mapping[str, str]]:
    """The bearer of a token as a role's trust names it, and its claims as conditions find them."""
    claims = _claims(token)
    issuer = str(claims.get("iss", ""))
    name = issuer.removeprefix("https://")
    arn = f"arn:aws:iam::{account}:oidc-provider/{name}"
    provider = state.iam(account).open_id_providers.get(arn)
    if provider is None:
        raise TokenRefusedError(
            "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer or 'nobody'}"
        )
    audience = claims.get("aud")
    if audience not in provider.client_id_list:
        raise TokenRefusedError("InvalidIdentityToken", "Incorrect token audience")
    if "exp" not in claims:
        raise TokenRefusedError("InvalidIdentityToken", "Missing a required claim: exp")
    if float(claims["exp"]) <= time.time():
        raise TokenRefusedError("ExpiredTokenException", "Token expired")
    found = {f"{name}:{claim}".lower(): value for claim, value in claims.items() if isinstance(value, str)}
    subject = str(claims.get("sub", ""))
    return Identity(arn=subject, principal_arn=arn, account=account, kind="FederatedUser", user_id=subject), found


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise TokenRefusedError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.")
    try:
        return json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        raise TokenRefusedError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.") from None
