"""The command line of the cloud, and what it says when it cannot start."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portarium_sandbox.cloud.__main__ import main
from portarium_sandbox.cloud.controlplane import read_record
from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess


def test_a_second_cloud_on_a_folder_is_refused(new_cloud: Callable[[], CloudProcess]) -> None:
    """One line names the folder, the process that has it, and the way on."""
    first, second = new_cloud().start(), new_cloud()
    second.folder = first.folder
    refused = subprocess.run(second.command(), capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"{first.folder}: another sandbox cloud uses this folder (process {first.health()['pid']})" in refused.stderr


def test_a_taken_port_is_named(new_cloud: Callable[[], CloudProcess]) -> None:
    """One line names the port and the option to change it."""
    cloud = new_cloud()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", cloud.port))
        taken.listen()
        refused = subprocess.run(cloud.command(), capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr == f"127.0.0.1:{cloud.port}: Address already in use; give another --port\n"


def test_a_missing_control_plane_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is no program is refused before anything starts."""
    arguments = ["--folder", str(tmp_path), "--port", "1", "--controlplane", str(tmp_path / "none")]
    assert main(arguments) == 2
    assert f"{tmp_path / 'none'}: not a program" in capsys.readouterr().err


def test_a_damaged_journal_ends_the_start_with_one_line(new_cloud: Callable[[], CloudProcess]) -> None:
    """Nothing is guessed about a state that cannot be read."""
    cloud = new_cloud()
    (cloud.folder / "cloud").mkdir(parents=True)
    (cloud.folder / "cloud" / "journal.jsonl").write_text("nonsense\n")
    refused = subprocess.run(cloud.command(), capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "journal.jsonl:1: not a journal" in refused.stderr
    assert "Traceback" not in refused.stderr


def alive(pid: int) -> bool:
    """Say whether a process runs; a zombie does not."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc, which is Linux's")
def test_no_process_outlives_the_cloud(new_cloud: Callable[[], CloudProcess]) -> None:
    """Control planes end with their server, whether it was asked to end or killed."""
    cloud = new_cloud().start()
    cloud.cluster("a")
    record = cloud.folder / "clusters" / "a" / "process.json"
    cloud.kill()
    eventually(lambda: not alive(read_record(record)["pid"]))
    cloud.start()
    assert alive(read_record(record)["pid"])
    assert cloud.stop() == 0
    assert not alive(read_record(record)["pid"])


def test_a_killed_control_plane_comes_back_on_its_port(new_cloud: Callable[[], CloudProcess]) -> None:
    """The cluster stays active, as on AWS, and its address stays."""
    cloud = new_cloud().start()
    before = cloud.cluster("a")["endpoint"]
    record = cloud.folder / "clusters" / "a" / "process.json"
    killed = read_record(record)["pid"]
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: read_record(record).get("pid") != killed and cloud.health()["clusters"]["a"]["ready"])
    described = cloud.client("eks").describe_cluster(name="a")["cluster"]
    assert (described["status"], described["endpoint"]) == ("ACTIVE", before)


def test_what_belongs_to_no_cluster_is_cleared_away(new_cloud: Callable[[], CloudProcess]) -> None:
    """A folder that a crash left behind goes at the next start."""
    cloud = new_cloud()
    stale = cloud.folder / "clusters" / "gone"
    stale.mkdir(parents=True)
    cloud.start()
    assert not stale.exists()


def test_a_cluster_that_never_starts_has_failed(tmp_path: Path) -> None:
    """The cloud answers while a control plane does not come up, and says in the end that it has failed."""
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    cloud = CloudProcess(tmp_path / "state", broken).start()
    try:
        with pytest.raises(AssertionError, match="FAILED"):
            cloud.cluster("broken")
        assert cloud.health()["clusters"]["broken"] == {"status": "FAILED", "ready": False}
        assert "the control plane ended with 3" in cloud.log.read_text()
        cloud.client("eks").delete_cluster(name="broken")
    finally:
        cloud.stop()
