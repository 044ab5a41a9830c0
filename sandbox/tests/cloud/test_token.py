"""Tokens are checked as aws-iam-authenticator and STS check them."""

import base64
import importlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from portarium_sandbox.cloud.caller import Caller
from portarium_sandbox.cloud.token import TokenError, parse, verify

# botocore has no types of its own.
_auth: Any = importlib.import_module("botocore.auth")
_request: Any = importlib.import_module("botocore.awsrequest")
_credentials: Any = importlib.import_module("botocore.credentials")
HOST = "127.0.0.1:4566"
HOSTS = frozenset({HOST})
CALLER = Caller(
    principal_arn="arn:aws:iam::123456789012:role/admin",
    arn="arn:aws:sts::123456789012:assumed-role/admin/me",
    user_id="AROA:me",
    account_id="123456789012",
    session_name="me",
    secret_access_key="secret",
    session_token="session+/=",
)


def sign(
    *,
    cluster: str = "dev",
    secret: str = "secret",
    session: str | None = "session+/=",
    expires: int = 60,
    query: str = "",
) -> str:
    """Sign as the AWS CLI does, with botocore itself."""
    url = f"http://{HOST}/?{query or 'Action=GetCallerIdentity&Version=2011-06-15'}"
    request = _request.AWSRequest(method="GET", url=url, headers={"x-k8s-aws-id": cluster})
    _auth.SigV4QueryAuth(
        _credentials.Credentials("AKIDEXAMPLE", secret, session), "sts", "eu-central-1", expires=expires
    ).add_auth(request)
    return encode(str(request.url))


def encode(url: str) -> str:
    """Give a token that holds a URL."""
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def change(token: str, **changes: str) -> str:
    """Change query parameters of a token after it was signed."""
    encoded = token.removeprefix("k8s-aws-v1.")
    parts = urlsplit(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    parameters = dict(parse_qsl(parts.query)) | {name.replace("_", "-"): value for name, value in changes.items()}
    return encode(urlunsplit(parts._replace(query=urlencode(parameters))))


def enter(
    token: str, *, cluster: str = "dev", caller: Caller | None = CALLER, after: timedelta = timedelta(0)
) -> Caller:
    """Try to enter a cluster."""
    question = parse(token, hosts=HOSTS)
    return verify(question, cluster_name=cluster, find_caller=lambda _key: caller, now=datetime.now(UTC) + after)


def test_a_signed_question_gives_its_asker() -> None:
    """What botocore signs is accepted, for 15 minutes though the URL itself says one."""
    assert enter(sign()) is CALLER
    assert enter(sign(), after=timedelta(minutes=14)) is CALLER


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("eyJhbGciOi", "not an EKS token"),
        ("k8s-aws-v1.!!!", "not an encoded URL"),
        ("k8s-aws-v1." + "a" * 5000, "too large"),
        (encode("https://sts.amazonaws.com/?Action=GetCallerIdentity"), "signed for sts.amazonaws.com"),
        (encode(f"http://{HOST}/other?Action=GetCallerIdentity"), "unexpected URL"),
        (encode(f"http://{HOST}/?Action=GetCallerIdentity"), "no query parameter X-Amz-Algorithm"),
        (encode(f"http://{HOST}/?Action=a&action=b"), "given twice"),
        (encode(f"http://{HOST}/?Action=a&Extra=b"), "unexpected query parameter extra"),
        (sign(query="Action=AssumeRole&Version=2011-06-15"), "asks for AssumeRole"),
        (sign(expires=3600), "at most 900 s"),
        (sign(secret="guessed"), "signature is wrong"),
        (sign(cluster="prod"), "another cluster than dev"),
        (sign(session=None), "security token"),
        (change(sign(), X_Amz_Signature="0" * 64), "signature is wrong"),
        (change(sign(), X_Amz_SignedHeaders="host"), "signed headers must be"),
        (change(sign(), X_Amz_Date="yesterday"), "malformed"),
    ],
)
def test_a_bad_token_is_refused(token: str, message: str) -> None:
    """Each thing that can be wrong with a token is named."""
    with pytest.raises(TokenError, match=message):
        enter(token)


def test_an_old_token_is_refused() -> None:
    """After 15 minutes the door is shut."""
    with pytest.raises(TokenError, match="expired"):
        enter(sign(), after=timedelta(minutes=16))


def test_a_token_of_the_future_is_refused() -> None:
    """A clock that is far ahead is not believed."""
    with pytest.raises(TokenError, match="signed in the future"):
        enter(sign(), after=timedelta(minutes=-10))


def test_an_unknown_key_is_nobodys() -> None:
    """Credentials that were never given out let nobody in."""
    with pytest.raises(TokenError, match="is nobody's"):
        enter(sign(), caller=None)
