"""The gateway keeps what changed something, and says what went wrong in the asker's protocol."""

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from portarium_sandbox.cloud.gateway import Gateway
from portarium_sandbox.cloud.journal import Journal, JournalError
from portarium_sandbox.cloud.request import Answer, Environment

REFUSAL = Answer(status="403 Forbidden", headers=[], body=b"no")
CREDENTIAL = "AWS4-HMAC-SHA256 Credential=A/20260101/eu-central-1/{service}/aws4_request, SignedHeaders=host"


class FakeCloud:
    """A double of moto: it answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.accounts: list[str] = []
        self.status = "200 OK"
        self.problem: Exception | None = None

    def __call__(self, environment: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as told."""
        self.asked.append(environment["wsgi.input"].read())
        self.accounts.append(environment.get("HTTP_X_MOTO_ACCOUNT_ID", ""))
        if self.problem:
            raise self.problem
        start_response(self.status, [])
        return [b"answer"]


def ask(gateway: Gateway, action: str, service: str = "iam", **headers: str) -> tuple[str, bytes]:
    """Make a request in the protocol of forms, and give status and body."""
    body = f"Action={action}&Version=2010-05-08".encode()
    started: list[str] = []
    environment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": CREDENTIAL.format(service=service),
        "wsgi.input": io.BytesIO(body),
        **headers,
    }

    def start_response(status: str, _headers: object) -> None:
        started.append(status)

    chunks = gateway(environment, start_response)
    return started[0], b"".join(chunks)


@pytest.fixture
def cloud() -> FakeCloud:
    """A cloud that obeys."""
    return FakeCloud()


@pytest.fixture
def gateway(cloud: FakeCloud, tmp_path: Path) -> Gateway:
    """A gateway with an empty journal."""
    return Gateway(cloud, Journal(tmp_path / "journal"))


def kept(tmp_path: Path) -> list[str]:
    """Give the actions in the journal."""
    return [entry.request.action for entry in Journal(tmp_path / "journal").entries()]


def test_changes_are_kept_and_reads_are_not(gateway: Gateway, tmp_path: Path) -> None:
    """Credentials are a change too, though their request says get."""
    for action in ("CreateRole", "ListRoles", "GetRole", "DescribeVpcs", "GetSessionToken", "AssumeRole"):
        assert ask(gateway, action) == ("200 OK", b"answer")
    assert kept(tmp_path) == ["CreateRole", "GetSessionToken", "AssumeRole"]


def test_a_replay_asks_the_same_in_the_same_order(gateway: Gateway, cloud: FakeCloud, tmp_path: Path) -> None:
    """A new process makes the kept requests and no others."""
    for action in ("CreateRole", "ListRoles", "DeleteRole"):
        ask(gateway, action)
    again = FakeCloud()
    assert Gateway(again, Journal(tmp_path / "journal")).replay() == 2
    assert again.asked == [cloud.asked[0], cloud.asked[2]]


def test_what_is_refused_reaches_nobody(cloud: FakeCloud, tmp_path: Path) -> None:
    """The refusal is the answer, and nothing is kept."""
    gateway = Gateway(cloud, Journal(tmp_path / "journal"), lambda _request: REFUSAL)
    assert ask(gateway, "CreateRole") == ("403 Forbidden", b"no")
    assert (cloud.asked, kept(tmp_path)) == ([], [])


def test_a_replay_asks_nobody_for_leave(gateway: Gateway, cloud: FakeCloud, tmp_path: Path) -> None:
    """What is kept was allowed by the policies of its time."""
    ask(gateway, "CreateRole")
    assert Gateway(cloud, Journal(tmp_path / "journal"), lambda _request: REFUSAL).replay() == 1


def test_a_replay_that_is_refused_names_the_request(gateway: Gateway, tmp_path: Path) -> None:
    """A cloud that answers an old request differently must not go on as if nothing were."""
    ask(gateway, "CreateRole")
    refusing = FakeCloud()
    refusing.status = "400 Bad Request"
    with pytest.raises(JournalError, match=r"request 1 \(iam CreateRole\) was accepted before"):
        Gateway(refusing, Journal(tmp_path / "journal")).replay()


@pytest.mark.parametrize(
    ("service", "path"), [("iam", "./Error/Message"), ("ec2", "./Errors/Error/Message"), ("s3", "./Message")]
)
def test_what_nobody_implements_is_said(
    gateway: Gateway, cloud: FakeCloud, tmp_path: Path, service: str, path: str
) -> None:
    """The message arrives where each service's clients look for it, and nothing is kept."""
    cloud.problem = NotImplementedError("The create_dream action has not been implemented")
    status, body = ask(gateway, "CreateDream", service)
    assert status == "501 Not Implemented"
    assert "create_dream action" in (ElementTree.fromstring(body).findtext(path) or "")
    assert kept(tmp_path) == []


def test_an_accident_inside_moto_is_an_answer(gateway: Gateway, cloud: FakeCloud) -> None:
    """A client of a JSON protocol sees what failed, and the next request is served."""
    cloud.problem = KeyError("missing")
    status, body = ask(gateway, "CreateKey", "kms", HTTP_X_AMZ_TARGET="TrentService.CreateKey")
    assert status == "501 Not Implemented"
    assert json.loads(body)["message"] == "the sandbox's AWS failed on kms CreateKey: KeyError: 'missing'"
    cloud.problem = None
    assert ask(gateway, "ListRoles")[0] == "200 OK"


def test_a_full_disk_stops_the_cloud(gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that could not be kept is refused, and so is all that follows: memory is ahead of the disk."""

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "write", full)
    for action in ("CreateRole", "ListRoles"):
        status, body = ask(gateway, action)
        assert status == "503 Service Unavailable"
        assert b"cannot write its journal: No space left on device; make room and restart it" in body
    assert kept(tmp_path) == []


def test_a_kept_request_stays_in_its_account(
    cloud: FakeCloud, gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pod's key is unknown after a restart: what it changed is changed in the same account again."""
    accounts = {"A": "222222222222"}
    monkeypatch.setattr(f"{Gateway.__module__}.get_account_id_from", accounts.get)
    ask(gateway, "PutSecretValue", "secretsmanager")
    accounts.clear()
    Gateway(cloud, Journal(tmp_path / "journal")).replay()
    assert cloud.accounts == ["222222222222", "222222222222"]


def test_the_root_says_whose_it_is(cloud: FakeCloud, gateway: Gateway) -> None:
    """Its key is every account's, so the account that it names counts."""
    ask(gateway, "CreateRole", HTTP_X_MOTO_ACCOUNT_ID="333333333333")
    assert cloud.accounts == ["333333333333"]
