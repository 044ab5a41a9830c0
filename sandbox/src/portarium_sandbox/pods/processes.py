"""Starts and ends the processes of containers; each is the first of process and file namespaces of its own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from portarium_sandbox.pods import launch, namespaces

_LAUNCHER = Path(launch.__file__)


class StartError(Exception):
    """The command could not be executed."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """What is executed, where and as whom."""

    words: Sequence[str]
    environment: Mapping[str, str]
    directory: str
    user: int
    group: int


class Process:
    """A container's process, or one beside it.

    A thread of its own starts it and waits for its end: Linux gives the children of one thread a namespace, and ends
    them with that thread.
    """

    def __init__(self, text: bytes, output: int, passed: Sequence[int], *, alone: bool) -> None:
        """Start it; `alone` in a namespace of processes that it is the first of."""
        self._loop = asyncio.get_running_loop()
        self._started: asyncio.Future[int] = self._loop.create_future()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        Thread(target=self._live, args=(text, output, passed, alone), name="container", daemon=True).start()

    def _live(self, text: bytes, output: int, passed: Sequence[int], alone: bool) -> None:
        try:
            if alone:
                namespaces.unshare(namespaces.NEW_PROCESSES)
            process = subprocess.Popen(  # noqa: S603 # what is executed is what the user has mapped
                [sys.executable, "-I", "-S", _LAUNCHER],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=passed,
                env={},
                start_new_session=True,
            )
        except OSError as error:
            self._tell(self._started.set_exception, StartError(str(error)))
            return
        self._tell(self._started.set_result, process.pid)
        with suppress(BrokenPipeError):
            process.communicate(text)
        self._tell(self._ended.set_result, process.wait())

    def _tell(self, what: Callable[[Any], None], value: Any) -> None:
        with suppress(RuntimeError):  # nobody listens any more
            self._loop.call_soon_threadsafe(what, value)

    async def started(self) -> None:
        """Wait until there is a process."""
        self.pid = await asyncio.shield(self._started)

    def abandon(self) -> None:
        """Kill it as soon as there is something to kill: nobody waits for it any more."""

        def kill(started: asyncio.Future[int]) -> None:
            if not started.cancelled() and started.exception() is None:
                with suppress(ProcessLookupError):
                    os.kill(started.result(), signal.SIGKILL)

        self._started.add_done_callback(kill)

    async def wait(self) -> int:
        """Wait for the end and give the exit code as a shell does: 128 and the signal's number for a signal."""
        code = await asyncio.shield(self._ended)
        return 128 - code if code < 0 else code

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return not self._ended.done()

    def send(self, number: signal.Signals) -> None:
        """Send a signal; with the first of a container end all others of it."""
        if self.running:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Launcher:
    """Starts processes for containers."""

    async def start(self, command: Command, log: Path, spec: Mapping[str, Any]) -> Process:
        """Start the process of a container. Raises StartError that says why its command can't be executed."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            return await self._started(
                {"do": "start", **_spelled(command), **spec}, output.fileno(), [spec["network"]], alone=True
            )

    async def beside(self, command: Command, process: Process, output: int) -> Process:
        """Start a command in the namespaces of a container."""
        spec = {"do": "enter", **_spelled(command), "process": process.pid}
        return await self._started(spec, output, [], alone=False)

    async def _started(self, spec: dict[str, Any], output: int, passed: Sequence[int], *, alone: bool) -> Process:
        reading, writing = os.pipe()
        text = json.dumps({**spec, "told": writing}).encode()
        process = Process(text, output, [*passed, writing], alone=alone)
        try:
            try:
                await process.started()
            except BaseException:
                os.close(reading)
                raise
            finally:
                os.close(writing)
            problem = await asyncio.to_thread(_read_all, reading)
        except BaseException:
            process.abandon()
            raise
        if problem:
            await process.wait()
            raise StartError(f'exec: "{spec["command"][0]}": {problem}')
        return process


def _spelled(command: Command) -> dict[str, Any]:
    return {
        "command": list(command.words),
        "environment": dict(command.environment),
        "directory": command.directory,
        "user": command.user,
        "group": command.group,
    }


def _read_all(descriptor: int) -> str:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read().decode(errors="replace")
