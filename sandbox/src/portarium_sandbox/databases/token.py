"""The token by which IAM signs somebody in to a database: a pre-signed question, checked as RDS checks it."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from portarium_sandbox.cloud.caller import Caller
from portarium_sandbox.cloud.token import TokenError, check_time, signature

_SERVICE = "rds-db"
_REQUIRED = (
    *("Action", "DBUser", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"),
    *("X-Amz-SignedHeaders", "X-Amz-Signature"),
)
_PARAMETERS = frozenset({*_REQUIRED, "X-Amz-Security-Token"})


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where somebody signs in, and as whom."""

    host: str
    port: int
    region: str
    user: str


def bearer(
    token: str, door: Door, *, find_caller: Callable[[str], Caller | None], now: datetime | None = None
) -> tuple[Caller, str]:
    """Give whose valid signature a token is, and with which key it was made."""
    parameters = _parse(token, door)
    check_time(parameters, now or datetime.now(UTC))
    if parameters["X-Amz-SignedHeaders"] != "host":
        raise TokenError("the signed headers must be host alone")
    key, _, scope = parameters["X-Amz-Credential"].partition("/")
    if scope.split("/")[1:2] != [door.region]:
        raise TokenError(f"signed for another region than {door.region}")
    caller = find_caller(key)
    if caller is None:
        raise TokenError(f"access key {key} is nobody's")
    if (caller.session_token or "") != parameters.get("X-Amz-Security-Token", ""):
        raise TokenError("the security token is not the session's")
    expected = signature(
        parameters,
        host=f"{door.host}:{door.port}",
        headers={},
        service=_SERVICE,
        secret=caller.secret_access_key,
    )
    if not hmac.compare_digest(expected, parameters["X-Amz-Signature"]):
        raise TokenError("the signature is wrong")
    return caller, key


def _parse(token: str, door: Door) -> dict[str, str]:
    try:
        url = urlsplit(f"https://{token}")
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise TokenError(f"not a token: {error}") from error
    parameters = dict(pairs)
    if len(parameters) != len(pairs) or not set(_REQUIRED) <= set(parameters) <= _PARAMETERS:
        raise TokenError("not a token: its parameters are others")
    if url.netloc != f"{door.host}:{door.port}" or url.path not in ("", "/"):
        raise TokenError(f"signed for {url.netloc}, and this is {door.host}:{door.port}")
    if (parameters["Action"], parameters["DBUser"]) != ("connect", door.user):
        raise TokenError(f"signed for {parameters['Action']} as {parameters['DBUser']}")
    return parameters
