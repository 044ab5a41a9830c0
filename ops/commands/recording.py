"""Records what a command does by hand in the audit log of the environment, with what it told the person."""

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import typer

from ops.operations.error import OperationError


@contextmanager
def recording(environment: str, kind: str, *, subject: str) -> Generator[Callable[[str], None]]:
    """Give what the operation tells its steps to; what was told is recorded, after a failure half-way too.

    Without an environment nothing is recorded: a pod has no right to the log.
    """
    lines: list[str] = []

    def told(line: str) -> None:
        lines.append(line)
        typer.echo(line)

    try:
        yield told
    except BaseException:
        if lines:
            try:
                _record(environment, kind, subject, [*lines, "and was not finished"])
            except OperationError as error:
                # Why it was not finished is what the person has to know first.
                warn(str(error))
        raise
    _record(environment, kind, subject, lines)


def warn(line: str) -> None:
    """Say what is no failure, on stderr, where it spoils no output."""
    sys.stderr.write(f"portarium: {line}\n")


def _record(environment: str, kind: str, subject: str, lines: list[str]) -> None:
    from ops.operations.audit.record import record_lines  # noqa: PLC0415 (as in ops.commands.status)

    record_lines(environment, os.environ, kind, subject, lines, warn)
