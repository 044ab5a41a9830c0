"""What a session of a running sandbox gives to tests, without a sandbox that runs."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from portarium_sandbox.folder import Folder
from portarium_sandbox.journeys import write_project
from portarium_sandbox.session import Session
from tests.test_environment import RECORD

OTHERS = {"AWS_ACCESS_KEY_ID": "theirs", "AWS_SECRET_ACCESS_KEY": "theirs", "AWS_SESSION_TOKEN": "theirs"}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session with one cluster in its kubeconfig."""
    session = Session(Folder(tmp_path / "sandbox"), write_project(tmp_path / "project", program=""), RECORD)
    session.folder.kubeconfig.parent.mkdir(parents=True)
    _write(session)
    return session


def _write(session: Session, *, port: int = 4003, authority: bytes = b"an authority") -> None:
    cluster = {
        "server": f"http://127.0.0.1:{port}",
        "certificate-authority-data": base64.b64encode(authority).decode(),
    }
    content = {
        "clusters": [{"name": "ours", "cluster": cluster}],
        "contexts": [{"name": "ours", "context": {"cluster": "ours", "user": "ours"}}],
        "users": [{"name": "ours", "user": {"token": "a token"}}],
    }
    session.folder.kubeconfig.write_text(json.dumps(content), encoding="utf-8")


def test_the_administrator_of_a_cluster_signs_in_once(session: Session) -> None:
    """Whoever asks again gets the same client, with the token that it has."""
    assert session.kubernetes("ours") is session.kubernetes("ours")


@pytest.mark.parametrize(("port", "authority"), [(4004, b"an authority"), (4003, b"another authority")])
def test_a_cluster_that_was_made_anew_is_another(session: Session, port: int, authority: bytes) -> None:
    """Another address or another authority is another cluster, whatever its name."""
    before = session.kubernetes("ours")
    _write(session, port=port, authority=authority)
    assert session.kubernetes("ours") is not before


def test_somebody_else_signs_in_each_time(session: Session) -> None:
    """What a person may do changes under a journey, so that nobody's client is anybody else's or an older one."""
    first = session.kubernetes("ours", OTHERS)
    assert first is not session.kubernetes("ours")
    assert first is not session.kubernetes("ours", OTHERS)


def test_another_environment_signs_in_for_itself(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is of whom the environment names."""
    before = session.kubernetes("ours")
    monkeypatch.setenv("AWS_CA_BUNDLE", "elsewhere")
    assert session.kubernetes("ours") is not before
