"""`portarium audit` and what commands record: found by the outputs of stacks, shown, proven and verified."""

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from domain.audit import KEY_INTRODUCED, SECRETS_ROTATED
from ops.commands.recording import recording
from ops.main import application
from ops.operations.audit.checkpoint import opened
from ops.operations.audit.merkle import goes_on, includes, leaf_hash
from ops.operations.audit.record import UnrecordedError
from ops.operations.error import OperationError
from tests.ops.commands.audit_shell import shell
from tests.ops.operations.audit.cloud import Cloud


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """The sandbox's AWS."""
    made = Cloud(tmp_path_factory.mktemp("audit"))
    yield made
    made.stop()


@pytest.fixture
def both(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A shell in which dev and staging are deployed."""
    return _enter(shell(cloud, tmp_path, "dev", "staging"), monkeypatch)


def _enter(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return variables


def _run(*words: str) -> Result:
    return CliRunner().invoke(application, ["audit", *words])


def _data(*words: str) -> Any:
    result = _run(*words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _rotate(*lines: str) -> None:
    with recording("dev", SECRETS_ROTATED, subject="one") as told:
        for line in lines:
            told(line)


def _fail(line: str) -> None:
    with recording("dev", SECRETS_ROTATED, subject="one") as told:
        told(line)
        raise OperationError("in the way")


def test_what_a_command_did_is_in_the_log(both: dict[str, str]) -> None:
    """Who did it is as AWS knows them; nothing that was told is lost."""
    _rotate("a: has another value", "b: restarted")
    events = _data("list", "dev", "--json")
    assert [each["type"] for each in events] == [SECRETS_ROTATED, KEY_INTRODUCED]
    assert events[0]["data"] == {"told": ["a: has another value", "b: restarted"]}
    assert events[0]["actor"].startswith("arn:aws:")
    assert _data("show", "dev", "0")["digest"] == events[0]["digest"]
    assert "secrets.rotated" in _run("list", "dev").stdout


def test_the_next_environment_is_the_witness(both: dict[str, str]) -> None:
    """Verification finds it by the registry, and its checkpoints in its bucket."""
    _rotate("a")
    found = _data("verify", "dev", "--json")
    assert (found["events"], found["checkpoints"], found["findings"]) == (2, 1, [])
    assert found["witness"]


def test_proofs_hold_without_this_program(both: dict[str, str]) -> None:
    """An event is under a checkpoint, and a checkpoint goes on from another."""
    _rotate("a")
    _rotate("b")
    _run("checkpoint", "dev")
    proof = _data("prove", "dev", "--event", "2")
    last = opened(proof["checkpoint"].encode()).checkpoint
    path = [base64.b64decode(each) for each in proof["inclusionPath"]]
    assert includes(leaf_hash(proof["event"].encode()), 2, size=last.size, root=last.root, path=path)
    proof = _data("prove", "dev", "--since", "0")
    first = opened(proof["formerCheckpoint"].encode()).checkpoint
    path = [base64.b64decode(each) for each in proof["consistencyPath"]]
    given: dict[str, Any] = {"former": first.size, "former_root": first.root, "size": last.size, "root": last.root}
    assert goes_on(**given, path=path)


def test_openssl_verifies_a_checkpoint(both: dict[str, str], tmp_path: Path) -> None:
    """As docs/evidence.md tells an auditor, with the key that was noted down."""
    _rotate("a")
    note = opened(_run("checkpoint", "dev").stdout.encode())
    (tmp_path / "key.pem").write_text(_run("key", "dev").stdout, encoding="utf-8")
    (tmp_path / "signature").write_bytes(note.signature)
    (tmp_path / "text").write_bytes(note.checkpoint.text)
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_an_export_is_the_chain(both: dict[str, str]) -> None:
    """Each line's digest is what the next one says."""
    _rotate("a")
    _rotate("b")
    lines = _run("export", "dev").stdout.splitlines()
    for before, after in pairwise(lines):
        assert json.loads(after)["previous"] == f"sha256:{hashlib.sha256(before.encode()).hexdigest()}"
    assert len(lines) == 3


def test_a_fault_is_an_exit_code(both: dict[str, str], cloud: Cloud, tmp_path: Path) -> None:
    """A script needs to read nothing."""
    _rotate("a")
    bucket = _data("verify", "staging", "--json")["environment"]
    assert bucket == "staging"
    event = _data("list", "dev", "--json")[0]
    s3 = cloud.client("s3")
    for name in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        key = "audit/events/000000000000.json"
        stored = s3.list_object_versions(Bucket=name, Prefix=key).get("Versions", [])
        if stored and event["id"].encode() in s3.get_object(Bucket=name, Key=key)["Body"].read():
            s3.delete_object(Bucket=name, Key=key, VersionId=stored[0]["VersionId"])
    result = _run("verify", "dev")
    assert result.exit_code == 3
    assert "event 0: removed" in result.stdout


def test_another_key_than_was_noted_is_refused(both: dict[str, str]) -> None:
    """In one line, before anything is read."""
    _rotate("a")
    result = _run("verify", "dev", "--key", f"sha256:{'0' * 64}")
    assert isinstance(result.exception, OperationError)
    assert "the key of dev is" in str(result.exception)


def test_without_a_next_environment_there_is_no_witness(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is said, and is no fault."""
    _enter(shell(cloud, tmp_path, "dev"), monkeypatch)
    _rotate("a")
    result = _run("verify", "dev")
    assert (result.exit_code, "no witness: staging has no evidence store yet" in result.stdout) == (0, True)


def test_an_environment_that_comes_up_has_no_log_yet(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The gate is opened while the first `up` waits for it: that must not fail for want of a log."""
    _enter(shell(cloud, tmp_path), monkeypatch)
    _rotate("a")
    assert "not recorded: dev has no audit log" in capsys.readouterr().err
    assert isinstance(_run("verify", "dev").exception, OperationError)


def test_what_can_not_be_recorded_is_told_after(both: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The operation is done; its exit code says that the log does not know."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(UnrecordedError, match="done, but not in the audit log of dev"):
        _rotate("a")


def test_what_ended_half_way_is_recorded_and_fails_as_before(both: dict[str, str]) -> None:
    """What was done by then is done."""
    with pytest.raises(OperationError, match="in the way"):
        _fail("a: has another value")
    assert _data("list", "dev", "--json")[0]["data"]["told"] == ["a: has another value", "and was not finished"]


def test_a_pod_and_a_run_that_changed_nothing_record_nothing(both: dict[str, str]) -> None:
    """A pod has no right to the log; nothing is no operation."""
    with recording("", SECRETS_ROTATED, subject="one") as told:
        told("a")
    _rotate()
    assert _data("list", "dev", "--json") == []


def test_either_an_event_or_a_checkpoint_is_proven(both: dict[str, str]) -> None:
    """Both or neither is wrong usage."""
    assert _run("prove", "dev").exit_code == 2
