"""Using the sandbox changes nothing in the checkout but what the user sets, also when it is killed."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from portarium_sandbox import lifecycle
from portarium_sandbox.journeys import StartSandbox, write_project
from portarium_sandbox.patience import eventually
from portarium_sandbox.progress import Progress
from portarium_sandbox.session import Session

SETTINGS = "config:\n  # sized for a person's first look\n  tiny:size: small\n"
PROGRAM = "import pulumi\npulumi.export('secret', pulumi.Output.secret('hush'))\n"


@pytest.fixture
def session(start_sandbox: StartSandbox, tmp_path: Path) -> Session:
    """A sandbox with one tiny project that has settings for dev."""
    project = write_project(tmp_path, program=PROGRAM)
    (tmp_path / "Pulumi.dev.yaml").write_text(SETTINGS, encoding="utf-8")
    return start_sandbox(project)


def settings_of(session: Session, stack: str = "dev") -> str:
    """Read a stack's settings file."""
    return (session.project.folder / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")


def succeed(session: Session, *arguments: str) -> str:
    """Run a command that must work."""
    result = session.pulumi(*arguments)
    assert result.exit_code == 0, result.explain()
    return result.stdout


def test_a_day_with_the_sandbox(session: Session) -> None:
    """Previews, updates and new stacks leave the file as it was; a set value is one line more, comments stay."""
    for arguments in (("preview",), ("up", "--yes"), ("refresh", "--yes"), ("stack", "output", "--show-secrets")):
        succeed(session, *arguments, "-s", "dev")
    succeed(session, "stack", "init", "review-123")
    assert "review-123" in succeed(session, "stack", "ls")
    succeed(session, "stack", "select", "dev")
    succeed(session, "destroy", "--yes")
    assert settings_of(session) == SETTINGS
    assert not (session.project.folder / "Pulumi.review-123.yaml").exists()
    succeed(session, "config", "set", "imageSha", "1" * 40, "-s", "dev")
    assert settings_of(session) == SETTINGS + f'  tiny:imageSha: "{"1" * 40}"\n'


def test_a_stack_with_a_key_of_the_real_cloud_runs_on_the_sandboxs_own(session: Session) -> None:
    """The key is in no cloud that the sandbox reaches; every command works, and the file keeps naming it."""
    named = "secretsprovider: awskms://alias/tiny-dev?region=eu-central-1\nencryptedkey: AQICAHhPretend\n" + SETTINGS
    (session.project.folder / "Pulumi.dev.yaml").write_text(named, encoding="utf-8")
    succeed(session, "stack", "select", "dev")
    for arguments in (("preview",), ("up", "--yes"), ("refresh", "--yes", "-s", "dev"), ("up", "--yes", "-sdev")):
        succeed(session, *arguments)
    succeed(session, "config", "set", "imageSha", "1" * 40)
    assert succeed(session, "config", "get", "imageSha").strip() == "1" * 40
    succeed(session, "destroy", "--yes")
    assert settings_of(session) == named + f'  tiny:imageSha: "{"1" * 40}"\n'


def test_a_secret_for_the_real_stack_is_not_sealed_by_the_sandbox(session: Session) -> None:
    """What the sandbox encrypted would be in the tracked file, and the real stack could never read it."""
    named = "secretsprovider: awskms://alias/tiny-dev?region=eu-central-1\n" + SETTINGS
    (session.project.folder / "Pulumi.dev.yaml").write_text(named, encoding="utf-8")
    refused = session.pulumi("config", "set", "--secret", "password", "correct horse", "-s", "dev")
    assert refused.exit_code != 0
    assert "alias/tiny-dev" in refused.stderr
    assert settings_of(session) == named


def test_a_secret_setting_is_all_that_a_secret_adds(session: Session) -> None:
    """The ciphertext is what the user asked for; nothing about how it was made is written."""
    succeed(session, "config", "set", "--secret", "password", "correct horse", "-s", "dev")
    written = settings_of(session)
    assert written.startswith(SETTINGS)
    assert "correct horse" not in written
    assert not any(word in written for word in ("encryptionsalt", "encryptedkey", "secretsprovider"))
    assert succeed(session, "config", "get", "password", "-s", "dev").strip() == "correct horse"


def test_secrets_are_encrypted_in_the_state(session: Session) -> None:
    """The state of the file backend holds no secret in the clear."""
    succeed(session, "up", "--yes", "--skip-preview", "-s", "dev")
    states = list(session.folder.backend.rglob("dev.json*"))
    assert states
    assert not [path for path in states if b"hush" in path.read_bytes()]
    assert session.outputs("dev") == {"secret": "hush"}


def test_no_way_to_make_a_stack_writes_a_salt(session: Session) -> None:
    """What would make a stack behind the sandbox's back is refused in words that name the right command."""
    result = session.pulumi("stack", "select", "--create", "elsewhere")
    assert result.exit_code != 0
    assert "pulumi-stack-init" in result.stderr
    assert not list(session.project.folder.glob("Pulumi.elsewhere.yaml"))


def test_a_killed_pulumi_leaves_the_checkout_clean(session: Session) -> None:
    """`kill -9` in the middle of an update cannot leave a salt behind, and the next update works."""
    folder = session.project.folder
    write_project(folder, program=f"{PROGRAM}import pathlib, time\npathlib.Path('running').touch()\ntime.sleep(120)\n")
    process = session.start_pulumi("up", "--yes", "--skip-preview", "-s", "dev")
    eventually(lambda: (folder / "running").exists() or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert settings_of(session) == SETTINGS
    write_project(folder, program=PROGRAM)
    succeed(session, "cancel", "--yes", "-s", "dev")
    succeed(session, "up", "--yes", "--skip-preview", "-s", "dev")


def test_killed_parts_come_back_with_their_state(session: Session) -> None:
    """After `kill -9` of both processes, `up` brings back the same AWS and the same secrets."""
    succeed(session, "up", "--yes", "--skip-preview", "-s", "dev")
    session.boto3("s3").create_bucket(
        Bucket="survivor", CreateBucketConfiguration={"LocationConstraint": session.record.region}
    )
    parts = session.record.processes.values()
    for part in parts:
        os.kill(part.pid, signal.SIGKILL)
    eventually(lambda: [part for part in parts if part.identity.alive], lambda left: not left)
    again = Session(session.folder, session.project, lifecycle.up(session.folder, session.project, Progress()))
    assert again.record.ports == session.record.ports
    assert [bucket["Name"] for bucket in again.boto3("s3").list_buckets()["Buckets"]] == ["survivor"]
    assert again.outputs("dev") == {"secret": "hush"}


def test_down_and_up_on_other_ports_keeps_the_secrets(session: Session) -> None:
    """When somebody took the key service's port, it moves, and the states follow it."""
    succeed(session, "up", "--yes", "--skip-preview", "-s", "dev")
    lifecycle.down(session.folder)
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", session.record.ports["keys"]))
        somebody.listen()
        again = Session(session.folder, session.project, lifecycle.up(session.folder, session.project, Progress()))
    assert again.record.ports["keys"] != session.record.ports["keys"]
    assert again.outputs("dev") == {"secret": "hush"}
