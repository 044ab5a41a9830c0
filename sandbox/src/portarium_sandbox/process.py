"""The one process type of the sandbox: start, wait until healthy, stop.

A process is known by its id and its start time together: ids are used again, and a sandbox that was killed must
never stop a stranger.
"""

# ruff: noqa: S603, S607 (a list of words of our own, which no shell reads)

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

from portarium_sandbox.errors import SandboxError

HEALTH_PATH = "/_sandbox/health"
START_SECONDS = 300.0
STOP_SECONDS = 30.0
ANSWER_SECONDS = 30.0
"""How long a process that listens may take for its health page.

One that is gone refuses at once. One that is busy is not gone: a second one beside it would have the same folder.
"""
POLL_SECONDS = 0.05
_PARTS = ("sandbox.cloud", "sandbox.keys", "sandbox.pods", "controlplane")
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Identity:
    """A process, told apart from any other that ever has its id."""

    pid: int
    started: str

    @property
    def alive(self) -> bool:
        """Say whether this very process is there."""
        return started_at(self.pid) == self.started


@dataclass(frozen=True, kw_only=True)
class Service:
    """A process that answers on a health page once it is ready."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    health: str

    def start(self) -> Identity:
        """Start the process in a session of its own, so that Ctrl-C on `up` does not reach it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return Identity(process.pid, started_at(process.pid) or "")

    def wait_until_healthy(self, identity: Identity, seconds: float = START_SECONDS) -> None:
        """Wait for the health page; say what the log's last line was when it does not come."""
        deadline = time.monotonic() + seconds
        while not is_healthy(self.health):
            if not identity.alive or time.monotonic() > deadline:
                state = "did not become ready in time" if identity.alive else "ended while it started"
                raise SandboxError(f"{self.name} {state} ({last_line(self.log)}); the whole log: {self.log}")
            time.sleep(POLL_SECONDS)


def is_healthy(url: str) -> bool:
    """Say whether a health page answers."""
    try:
        with NO_PROXY.open(url, timeout=ANSWER_SECONDS) as answer:
            return answer.status == HTTPStatus.OK
    except (urllib.error.URLError, OSError):
        return False


def stop(identity: Identity, seconds: float = STOP_SECONDS) -> None:
    """Ask a process to end, and kill it when it does not in time; do nothing to a stranger with its id."""
    for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, STOP_SECONDS)):
        deadline = time.monotonic() + patience
        if identity.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(identity.pid, number)
        while identity.alive and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if not identity.alive:
            return
    raise SandboxError(
        f"process {identity.pid} does not end, not even when killed; look at it with `ps {identity.pid}`"
    )


def started_at(pid: int) -> str | None:
    """Return when a process started, or nothing when it is gone or only waits to be reaped."""
    _reap(pid)
    stat = Path("/proc", str(pid), "stat")
    if not Path("/proc/self").exists():
        answer = subprocess.run(
            ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        state, _, since = answer.stdout.strip().partition(" ")
        return since.strip() if state and not state.startswith("Z") else None
    try:
        # The command name, in parentheses, may itself hold spaces and parentheses.
        fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{_boot()}:{fields[19]}"


def processes_of(folder: Path) -> list[Identity]:
    """Return every process that was started for a sandbox's folder, also those whose parent was killed."""
    found: list[Identity] = []
    for pid, arguments in _command_lines():
        ours = any(part in word for word in arguments for part in _PARTS) or arguments[0].endswith("/bin/postgres")
        folders = [after for word, after in pairwise(arguments) if word in ("--folder", "-D")]
        if ours and any(Path(named).is_relative_to(folder) for named in folders) and (started := started_at(pid)):
            found.append(Identity(pid, started))
    return found


def last_line(log: Path) -> str:
    """Return the last line of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip() if lines else "its log is empty"


def _command_lines() -> list[tuple[int, list[str]]]:
    if Path("/proc/self").exists():
        result: list[tuple[int, list[str]]] = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    content = (entry / "cmdline").read_bytes().decode(errors="replace")
                    result.append((int(entry.name), content.rstrip("\0").split("\0")))
        return result
    answer = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True)
    lines = [line.split() for line in answer.stdout.splitlines()]
    return [(int(words[0]), words[1:]) for words in lines if words and int(words[0]) != os.getpid()]


def _reap(pid: int) -> None:
    # A child of this very process stays a zombie until somebody asks for its exit code.
    with contextlib.suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)


def _boot() -> str:
    # Start times count from boot; after a restart of the machine the same pair may come again.
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()[:8]
