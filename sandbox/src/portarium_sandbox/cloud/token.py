"""EKS tokens: a pre-signed question to STS, "who am I?", checked as aws-iam-authenticator and STS check it."""

import base64
import binascii
import hmac
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from portarium_sandbox.cloud.caller import Caller

# botocore has no types of its own.
_auth: Any = importlib.import_module("botocore.auth")
_credentials: Any = importlib.import_module("botocore.credentials")
_requests: Any = importlib.import_module("botocore.awsrequest")
_PREFIX = "k8s-aws-v1."
_LONGEST_TOKEN = 1024 * 4
_LIFETIME = timedelta(minutes=15)
_CLOCK_SKEW = timedelta(minutes=5)
_CLUSTER_HEADER = "x-k8s-aws-id"
_SIGNED_HEADERS = ["host", _CLUSTER_HEADER]
_PARAMETERS = frozenset(
    {
        "action",
        "version",
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-signedheaders",
        "x-amz-user-agent",
    }
)


class TokenError(Exception):
    """The token lets nobody in; the message says why."""


@dataclass(frozen=True, kw_only=True)
class SignedQuestion:
    """A token's content: the pre-signed URL, taken apart."""

    host: str
    parameters: dict[str, str]

    @property
    def access_key_id(self) -> str:
        """The key that the URL was signed with."""
        return self.parameters["X-Amz-Credential"].split("/")[0]


def parse(token: str, *, hosts: frozenset[str]) -> SignedQuestion:
    """Take a token apart, if it asks who its bearer is, and asks it one of `hosts`."""
    if not token.startswith(_PREFIX):
        raise TokenError(f"not an EKS token: it does not start with {_PREFIX}")
    if len(token) > _LONGEST_TOKEN:
        raise TokenError("token is too large")
    encoded = token.removeprefix(_PREFIX)
    try:
        url = urlsplit(base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode())
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)
    except (binascii.Error, ValueError) as error:
        raise TokenError(f"not an encoded URL: {error}") from error
    if url.netloc not in hosts:
        raise TokenError(f"signed for {url.netloc}, and this sandbox is {' or '.join(sorted(hosts))}")
    if url.path not in ("", "/") or url.fragment or url.scheme not in ("http", "https"):
        raise TokenError(f"unexpected URL {url.scheme}://{url.netloc}{url.path}")
    names = [name.lower() for name, _ in pairs]
    if unexpected := [name for name in names if name not in _PARAMETERS]:
        raise TokenError(f"unexpected query parameter {unexpected[0]}")
    if len(set(names)) != len(names):
        raise TokenError("a query parameter is given twice")
    parameters = dict(pairs)
    required = ("Action", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "X-Amz-SignedHeaders")
    for name in required:
        if name not in parameters:
            raise TokenError(f"no query parameter {name}")
    if parameters["Action"] != "GetCallerIdentity":
        raise TokenError(f"asks for {parameters['Action']}, not for GetCallerIdentity")
    return SignedQuestion(host=url.netloc, parameters=parameters)


def verify(
    question: SignedQuestion,
    *,
    cluster_name: str,
    find_caller: Callable[[str], Caller | None],
    now: datetime | None = None,
) -> Caller:
    """Give the caller whose valid signature this is, over a question for this cluster and of this hour."""
    parameters = question.parameters
    check_time(parameters, now or datetime.now(UTC))
    if parameters["X-Amz-SignedHeaders"].split(";") != _SIGNED_HEADERS:
        raise TokenError(f"the signed headers must be {';'.join(_SIGNED_HEADERS)}")
    caller = find_caller(question.access_key_id)
    if caller is None:
        raise TokenError(f"access key {question.access_key_id} is nobody's")
    if (caller.session_token or "") != parameters.get("X-Amz-Security-Token", ""):
        raise TokenError("the security token is not the session's")
    expected = signature(
        parameters,
        host=question.host,
        headers={_CLUSTER_HEADER: cluster_name},
        service="sts",
        secret=caller.secret_access_key,
    )
    if not hmac.compare_digest(expected, parameters["X-Amz-Signature"]):
        raise TokenError(f"the signature is wrong, or made for another cluster than {cluster_name}")
    return caller


def check_time(parameters: Mapping[str, str], now: datetime) -> None:
    """Refuse a signature of another hour."""
    try:
        signed = datetime.strptime(parameters["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        expires = timedelta(seconds=int(parameters.get("X-Amz-Expires", "0")))
    except ValueError as error:
        raise TokenError(f"X-Amz-Date or X-Amz-Expires is malformed: {error}") from error
    if not timedelta(0) <= expires <= _LIFETIME:
        raise TokenError(f"X-Amz-Expires is {expires.total_seconds():.0f} s, and may be at most 900 s")
    # EKS and RDS take a token for 15 minutes whatever its X-Amz-Expires: the AWS CLI writes 60 s there for EKS.
    if now > signed + _LIFETIME:
        raise TokenError(f"expired: signed at {signed:%H:%M:%S}, and it is {now:%H:%M:%S} UTC")
    if now < signed - _CLOCK_SKEW:
        raise TokenError(f"signed in the future: at {signed:%H:%M:%S}, and it is {now:%H:%M:%S} UTC")


def signature(
    parameters: Mapping[str, str], *, host: str, headers: Mapping[str, str], service: str, secret: str
) -> str:
    """Sign a question as its owner would, with botocore's Signature Version 4."""
    try:
        key, _day, region, signed_for, terminator = parameters["X-Amz-Credential"].split("/")
    except ValueError as error:
        raise TokenError("X-Amz-Credential is malformed") from error
    if (signed_for, terminator) != (service, "aws4_request") or parameters["X-Amz-Algorithm"] != "AWS4-HMAC-SHA256":
        raise TokenError(f"not signed for {service} with AWS4-HMAC-SHA256")
    request = _requests.AWSRequest(
        method="GET",
        url=f"http://{host}/",
        headers={"host": host, **headers},
        params={name: value for name, value in parameters.items() if name != "X-Amz-Signature"},
    )
    # What `add_auth` does, for the time of the signature and not for now.
    request.context["timestamp"] = parameters["X-Amz-Date"]
    signer = _auth.SigV4Auth(_credentials.Credentials(key, secret), service, region)
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
