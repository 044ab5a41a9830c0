"""Runs a plugin that is written in Python, such as a policy pack, and carries its output and exit code."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO

POLICY_PACK = Path(__file__).with_name("policy_pack.py")
ANALYZER = "analyzer"
CHUNK_BYTES = 65536


@dataclass(frozen=True, kw_only=True)
class PluginRequest:
    """One plugin to run."""

    kind: str
    program_directory: str
    working_directory: str
    arguments: Sequence[str]
    variables: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PluginOutput:
    """A piece of what the plugin wrote, or how it ended."""

    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int | None = None


def command_of(request: PluginRequest, python: str) -> tuple[list[str], str]:
    """Return a plugin's command line and the folder it runs in."""
    if request.kind == ANALYZER:
        # A policy pack takes its folder as the last argument and runs in it, as it always has.
        arguments = [*request.arguments, request.program_directory]
        return [python, "-P", "-u", str(POLICY_PACK), *arguments], request.program_directory
    return [python, "-u", request.program_directory, *request.arguments], request.working_directory


def run_plugin(
    request: PluginRequest,
    python: str,
    when_call_ends: Callable[[Callable[[], None]], object],
    environment: Mapping[str, str] = os.environ,
) -> Iterator[PluginOutput]:
    """Run a plugin and yield its output as it comes; end it when the engine ends the call."""
    command, folder = command_of(request, python)
    variables = dict(variable.split("=", 1) for variable in request.variables if "=" in variable)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    when_call_ends(process.kill)
    queue: SimpleQueue[PluginOutput | None] = SimpleQueue()
    open_streams = 0
    for stream, wrap in ((process.stdout, _from_stdout), (process.stderr, _from_stderr)):
        if stream is not None:
            _forward(stream, wrap, queue)
            open_streams += 1
    while open_streams:
        output = queue.get()
        if output is None:
            open_streams -= 1
        else:
            yield output
    yield PluginOutput(exit_code=process.wait())


def _from_stdout(chunk: bytes) -> PluginOutput:
    return PluginOutput(stdout=chunk)


def _from_stderr(chunk: bytes) -> PluginOutput:
    return PluginOutput(stderr=chunk)


def _forward(stream: IO[bytes], wrap: Callable[[bytes], PluginOutput], queue: SimpleQueue[PluginOutput | None]) -> None:
    def read() -> None:
        while chunk := os.read(stream.fileno(), CHUNK_BYTES):
            queue.put(wrap(chunk))
        queue.put(None)

    threading.Thread(target=read, daemon=True).start()
