"""How the control plane starts, refuses to start, stops and comes back."""

import re
import signal
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portarium_sandbox import builds
from portarium_sandbox.patience import eventually
from tests.journeys.controlplane.client import PATIENCE_SECONDS, WORK, ControlPlane, furnish, pod


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "1024"], "--folder is required"),
        (["--folder", "x", "--port", "70000"], "--port 70000: must be between 1 and 65535"),
        (["--folder", "x", "--port", "1024", "--authentication-webhook", "http://198.51.100.1/"], "plain http"),
    ],
)
def test_wrong_flags(binary: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    """Wrong flags end with exit code 2, one line, and nothing made."""
    ended = run(binary, *arguments, folder=tmp_path)
    assert ended.returncode == 2
    assert message in one_line(ended.stderr)
    assert list(tmp_path.iterdir()) == []


def test_port_taken(cluster: ControlPlane, binary: Path, tmp_path: Path) -> None:
    """A taken port ends with exit code 3 and one line that names it."""
    ended = run(binary, "--folder", "other", "--port", str(cluster.port), folder=tmp_path)
    assert (ended.returncode, f"port {cluster.port} " in one_line(ended.stderr)) == (3, True)


def test_folder_in_use(cluster: ControlPlane, binary: Path, tmp_path: Path) -> None:
    """A second control plane on a folder ends with exit code 4 and one line that names it; the first goes on."""
    ended = run(binary, "--folder", str(cluster.folder), "--port", str(cluster.port), folder=tmp_path)
    assert (ended.returncode, str(cluster.folder) in one_line(ended.stderr)) == (4, True)
    assert cluster.call("GET", "/readyz", raw=True) == (200, "ok")


def test_secrets_are_private(cluster: ControlPlane) -> None:
    """Keys and kubeconfigs can be read by their owner only."""
    private = [*cluster.folder.glob("*.kubeconfig"), *cluster.folder.glob("keys/*.key")]
    assert len(private) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_release(cluster: ControlPlane) -> None:
    """The server reports the release that its go.mod pins, which clients and charts decide by."""
    pinned = re.search(r"k8s\.io/kubernetes (v\S+)", (builds.CONTROL_PLANE.folder / "go.mod").read_text())
    assert pinned
    assert cluster.get("/version")["gitVersion"] == pinned[1]


def test_survives_kill_and_restart(start: Callable[..., ControlPlane]) -> None:
    """What was answered is there after kill -9 and after a stop, on another port, under the same certificates."""
    first = start()
    authority = (first.folder / "ca.crt").read_bytes()
    first.make("/api/v1/namespaces/default/configmaps", metadata={"name": "written"})
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    with socket.create_server(("127.0.0.1", first.port)):  # so that nobody gets this port again
        second = start()
    assert second.get("/api/v1/namespaces/default/configmaps/written")["metadata"]["name"] == "written"
    assert second.stop() == 0
    third = start()
    assert third.get("/api/v1/namespaces/default/configmaps/written")["metadata"]["name"] == "written"
    assert (third.folder / "ca.crt").read_bytes() == authority


def test_addresses_after_restart(start: Callable[..., ControlPlane]) -> None:
    """A pod made after a restart never gets the address of one that still runs."""
    first = start()
    furnish(first)
    first.make(f"{WORK}/pods", metadata={"name": "before"}, spec=pod())
    before = eventually(lambda: first.get(f"{WORK}/pods/before")["status"].get("podIP"))
    first.stop(signal.SIGKILL)
    second = start()
    second.make(f"{WORK}/pods", metadata={"name": "after"}, spec=pod())
    after = eventually(lambda: second.get(f"{WORK}/pods/after")["status"].get("podIP"))
    assert second.get(f"{WORK}/pods/before")["status"]["podIP"] == before != after


def run(binary: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, to its end."""
    return subprocess.run(
        [binary, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


def one_line(text: str) -> str:
    """Return the only line of a text."""
    (line,) = text.splitlines()
    return line
