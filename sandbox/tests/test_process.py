"""Processes: started, awaited, stopped, and never mistaken for another with the same id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portarium_sandbox import process
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import choose
from portarium_sandbox.process import Identity, Service

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A small server that gets healthy."""
    port = choose(None, None, what="the test")
    return Service(
        name="the test server",
        command=[sys.executable, "-c", SERVER, str(port)],
        environment=dict(os.environ),
        log=tmp_path / "server.log",
        health=f"http://127.0.0.1:{port}/",
    )


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is not the sandbox's."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield other
    other.kill()
    other.wait()


def test_a_service_is_awaited_and_stopped(service: Service) -> None:
    """After the wait it answers; after the stop neither the process nor the answer is there."""
    identity = service.start()
    service.wait_until_healthy(identity)
    assert process.is_healthy(service.health)
    process.stop(identity)
    assert not identity.alive
    assert not process.is_healthy(service.health)


def test_a_busy_service_is_not_taken_for_a_dead_one(service: Service) -> None:
    """An answer that takes its time is an answer: nothing is started a second time because the machine is slow."""
    slow = SERVER.replace("self.send_response", "time.sleep(2.5); self.send_response").replace(
        "sys\n", "sys, time\n", 1
    )
    busy = replace(service, command=[sys.executable, "-c", slow, *service.command[3:]])
    identity = busy.start()
    busy.wait_until_healthy(identity)
    assert process.is_healthy(busy.health)
    process.stop(identity)


def test_a_service_that_ends_at_once_is_explained_by_its_log(service: Service) -> None:
    """The error has the log's last line and where the rest is."""
    broken = replace(service, command=[sys.executable, "-c", "raise SystemExit('port 1: no permission')"])
    with pytest.raises(
        SandboxError, match=r"the test server ended while it started \(port 1: no permission\)"
    ) as error:
        broken.wait_until_healthy(broken.start())
    assert str(service.log) in str(error.value)


def test_a_service_that_never_answers_is_given_up(service: Service) -> None:
    """A process that runs without getting ready does not block `up` for ever."""
    silent = replace(service, command=[sys.executable, "-c", "import time; time.sleep(60)"])
    identity = silent.start()
    with pytest.raises(SandboxError, match="did not become ready in time"):
        silent.wait_until_healthy(identity, seconds=0.2)
    process.stop(identity)


def test_a_stranger_with_a_recorded_id_survives(stranger: subprocess.Popen[bytes]) -> None:
    """An id that was used again belongs to somebody else now."""
    process.stop(Identity(stranger.pid, "another start"))
    assert stranger.poll() is None


def test_a_process_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    """Asking comes first, killing second."""
    deaf = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert deaf.stdout is not None
    deaf.stdout.readline()
    identity = Identity(deaf.pid, process.started_at(deaf.pid) or "")
    process.stop(identity, seconds=0)
    assert not identity.alive


def test_a_killed_process_is_not_alive(stranger: subprocess.Popen[bytes]) -> None:
    """A process that was killed and waits to be reaped counts as gone."""
    identity = Identity(stranger.pid, process.started_at(stranger.pid) or "")
    assert identity.alive
    os.kill(stranger.pid, signal.SIGKILL)
    assert not eventually(lambda: identity.alive, lambda alive: not alive, seconds=10)


def test_only_processes_of_this_folder_are_found(tmp_path: Path) -> None:
    """An orphan is known by the folder on its command line; the neighbour's sandbox is not touched."""
    wait = "import time; time.sleep(60)"
    own, neighbour = tmp_path / "own", tmp_path / "own-too"
    commands = [
        [sys.executable, "-c", wait, "portarium_sandbox.cloud", "--folder", str(own)],
        [sys.executable, "-c", wait, "portarium-controlplane", "--folder", str(own / "clusters" / "dev")],
        [sys.executable, "-c", wait, "portarium_sandbox.cloud", "--folder", str(neighbour)],
        [sys.executable, "-c", wait, "editor", "--folder", str(own)],
    ]
    started = [subprocess.Popen(command) for command in commands]
    server = ["/programs/bin/postgres", "-c", "sleep 60; true", "-D", str(own / "databases" / "db-1" / "data")]
    started.append(subprocess.Popen(server, executable="/bin/sh"))
    ours = {started[0].pid, started[1].pid, started[-1].pid}
    try:
        assert {identity.pid for identity in process.processes_of(own)} == ours
    finally:
        for child in started:
            child.kill()
            child.wait()
