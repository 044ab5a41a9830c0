"""The processes of one folder, known by what stands in their environment: nothing has to be written down to end them.

So a command that was killed at any moment leaves none that the next one would not find.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.process import Identity, last_line, started_at

OF_FOLDER = "PORTARIUM_NATIVE_FOLDER"
OF_SERVICE = "PORTARIUM_NATIVE_SERVICE"
START_SECONDS = 120.0
STOP_SECONDS = 20.0
_POLL_SECONDS = 0.1
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class Startable(Protocol):
    """What is to run."""

    @property
    def name(self) -> str:
        """What it is called, in its log and in the answers."""
        ...

    @property
    def command(self) -> Sequence[str]:
        """The program and its words."""
        ...

    @property
    def variables(self) -> Mapping[str, str]:
        """Its environment, beside what every program needs."""
        ...

    @property
    def answers(self) -> Callable[[], bool]:
        """Whether it is ready."""
        ...


def start(folder: Path, service: Startable, seconds: float = START_SECONDS) -> None:
    """Start it, unless it runs, and wait until it is ready; a start that fails leaves nothing running."""
    if service.name not in running(folder):
        _spawn(folder, service)
    log = log_of(folder, service.name)
    deadline = time.monotonic() + seconds
    while not service.answers():
        gone = service.name not in running(folder)
        if gone or time.monotonic() > deadline:
            _end(_members(folder, service.name), STOP_SECONDS)
            state = "ended while it started" if gone else "did not become ready in time"
            raise SandboxError(f"{service.name} {state} ({last_line(log)}); the whole log: {log}")
        time.sleep(_POLL_SECONDS)


def running(folder: Path) -> dict[str, int]:
    """Return what runs for a folder: the id of each one's first process, by its name."""
    return {name: process.pid for name, process in _leaders(folder).items()}


def stop(folder: Path, seconds: float = STOP_SECONDS) -> bool:
    """End everything that runs for a folder, the last that was started first; say whether there was anything."""
    leaders = _leaders(folder)
    for name in sorted(leaders, key=lambda name: leaders[name].pid, reverse=True):
        _end(_members(folder, name), seconds)
    return bool(leaders)


def log_of(folder: Path, name: str) -> Path:
    """Return where one of them writes."""
    return folder / "logs" / f"{name}.log"


def _spawn(folder: Path, service: Startable) -> None:
    log = log_of(folder, service.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 # who gives the command starts it for itself
            list(service.command),
            env={**kept, **service.variables, OF_FOLDER: str(folder), OF_SERVICE: service.name},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    # The kernel shows the environment a moment after the program has taken over; until then it is nobody's.
    while service.name not in running(folder) and process.poll() is None:
        time.sleep(_POLL_SECONDS / 10)


def _leaders(folder: Path) -> dict[str, Identity]:
    """The first process of each session that was started for the folder."""
    found: dict[str, Identity] = {}
    for pid in _process_ids():
        variables = _variables_of(pid)
        if variables.get(OF_FOLDER) == str(folder) and _session_of(pid) == pid and (started := started_at(pid)):
            found[variables[OF_SERVICE]] = Identity(pid, started)
    return found


def _members(folder: Path, name: str) -> list[Identity]:
    """Every process of a service, the first one first: some write over their environment, none leaves its session."""
    leader = _leaders(folder).get(name)
    if leader is None:
        return []
    others = [pid for pid in _process_ids() if pid != leader.pid and _session_of(pid) == leader.pid]
    return [leader, *(Identity(pid, started) for pid in others if (started := started_at(pid)))]


def _end(members: Sequence[Identity], seconds: float) -> None:
    """Ask the first to end, which ends its own children; kill what is left."""
    # SIGINT is PostgreSQL's word for ending without waiting for its clients; the others take it as a request to end.
    for number, whom in ((signal.SIGINT, members[:1]), (signal.SIGTERM, members[:1]), (signal.SIGKILL, members)):
        for process in whom:
            if process.alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, number)
        deadline = time.monotonic() + seconds
        while any(process.alive for process in members) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        if not any(process.alive for process in members):
            return


def _process_ids() -> list[int]:
    return sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _variables_of(pid: int) -> dict[str, str]:
    try:
        content = Path("/proc", str(pid), "environ").read_bytes().decode(errors="replace")
    except OSError:
        return {}
    return dict(each.split("=", 1) for each in content.split("\0") if "=" in each)


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None
