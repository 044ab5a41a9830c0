"""The double's clients: one sign-in for all services, which gives up as soon as any other call."""

from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qs

import botocore.exceptions  # pyright: ignore[reportMissingTypeStubs]
import pytest

from portarium_sandbox.providers.aws.clients import Clients
from tests.providers.aws.conformance import REGION

_SIGN_IN = "AssumeRoleWithWebIdentity"
_SIGNED_IN = """<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>key</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2100-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""
_TOPICS = "<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>"
_ROLES = "<ListRolesResponse><ListRolesResult/></ListRolesResponse>"
_ANSWERS = {_SIGN_IN: _SIGNED_IN, "ListTopics": _TOPICS, "ListRoles": _ROLES}


class _Api(ThreadingHTTPServer):
    """Counts what it is asked; `status` is what it answers to everybody who signs in."""

    asked: Counter[str]
    status = HTTPStatus.OK


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Answer one call of AWS's query protocol."""
        api = cast("_Api", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        (action,) = parse_qs(body)["Action"]
        api.asked[action] += 1
        self.send_response(api.status if action == _SIGN_IN else HTTPStatus.OK)
        self.end_headers()
        self.wfile.write(_ANSWERS[action].encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name that it overrides)
        """Log no request."""


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Api]:
    """An API, and a shell that is a workflow there: it has a token and no keys."""
    token = tmp_path / "token"
    token.write_text("a token", encoding="utf-8")
    server = _Api(("127.0.0.1", 0), _Handler)
    server.asked = Counter()
    Thread(target=server.serve_forever, daemon=True).start()
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/deploy")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    yield server
    server.shutdown()
    server.server_close()


def test_all_services_sign_in_once(api: _Api) -> None:
    """A second service, and another region, have the credentials of the first."""
    clients = Clients(REGION)
    clients.client("sns").list_topics()
    clients.client("iam").list_roles()
    clients.in_region("us-east-1").client("sns").list_topics()
    assert api.asked == {_SIGN_IN: 1, "ListTopics": 2, "ListRoles": 1}


def test_signing_in_gives_up_as_soon_as_any_call(api: _Api) -> None:
    """A cloud that is away is told at once, not after the longer patience of botocore's own."""
    api.status = HTTPStatus.SERVICE_UNAVAILABLE
    with pytest.raises(botocore.exceptions.ClientError, match=_SIGN_IN):
        Clients(REGION).client("sns").list_topics()
    assert api.asked == {_SIGN_IN: 2}
