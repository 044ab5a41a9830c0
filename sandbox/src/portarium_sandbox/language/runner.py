"""Runs the program in a process of its own that has the Pulumi SDK imported before it is asked to.

A process of its own keeps the official host's behaviour: exit codes, `os._exit`, a crash in native code and Ctrl-C all
end the program and not the host, and the second program of a run starts from nothing. Importing the SDK takes about
half a second; the waiting process does it while the engine and this host still shake hands
(docs/adr/0011-program-in-a-waiting-process.md).
"""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

PROGRAM = Path(__file__).with_name("program.py")
EXIT_MESSAGE_SHOWN = 32
"""The program's process has told the engine what is wrong; nothing is left to say."""

EXIT_INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True)
class ProgramRequest:
    """All that one run of a program depends on; the waiting process reads it from its standard input."""

    project: str
    stack: str
    organization: str
    root_directory: str
    working_directory: str
    entry_point: str
    arguments: list[str] = field(default_factory=list[str])
    monitor_address: str
    engine_address: str
    parallel: int
    dry_run: bool
    config: dict[str, str] = field(default_factory=dict[str, str])
    config_secret_keys: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, kw_only=True)
class ProgramResult:
    """How a program ended, in the engine's terms."""

    error: str = ""
    bail: bool = False


class Runner:
    """Keeps one process waiting and runs programs in it."""

    def __init__(self, python: str = sys.executable) -> None:
        self._python = python
        self._waiting: subprocess.Popen[bytes] | None = None
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Start the process that will run the next program."""
        self._waiting = self._start(self._python)

    def run(self, request: ProgramRequest, python: str | None = None) -> ProgramResult:
        """Run a program to its end."""
        process = self._take(python or self._python)
        try:
            process.communicate(json.dumps(asdict(request)).encode() + b"\n")
        finally:
            with self._lock:
                self._running.discard(process)
        return result_of(process.returncode)

    def interrupt(self) -> None:
        """Ask the running programs to end, as Ctrl-C would."""
        with self._lock:
            for process in self._running:
                process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """End every process of this runner."""
        with self._lock:
            processes = [*self._running, *([self._waiting] if self._waiting else [])]
            self._waiting = None
        for process in processes:
            process.kill()
            process.wait()

    def _take(self, python: str) -> subprocess.Popen[bytes]:
        with self._lock:
            waiting, self._waiting = self._waiting, None
            if waiting is not None and python != self._python:
                waiting.kill()
                waiting = None
            process = waiting or self._start(python)
            self._running.add(process)
            return process

    @staticmethod
    def _start(python: str) -> subprocess.Popen[bytes]:
        # -P: the program's own folder comes first on sys.path, not this one; -u: its prints reach the engine in order.
        return subprocess.Popen([python, "-P", "-u", str(PROGRAM)], stdin=subprocess.PIPE)


def result_of(exit_code: int) -> ProgramResult:
    """Return what the engine should be told about an exit code."""
    if exit_code in (0, EXIT_INTERRUPTED, -signal.SIGINT):
        return ProgramResult()
    if exit_code == EXIT_MESSAGE_SHOWN:
        return ProgramResult(bail=True)
    if exit_code < 0:
        return ProgramResult(error=f"program ended by signal {signal.Signals(-exit_code).name}")
    return ProgramResult(error=f"program exited with non-zero exit code: {exit_code}")
