"""What is offered by the entry point `portarium.native`: programs, and processes of a folder."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.lock import exclusive
from portarium_sandbox.native import postgresql, processes, programs
from portarium_sandbox.progress import Progress

Problem = SandboxError
"""What everything here raises where somebody can mend it: one line."""

prepare_postgresql = postgresql.prepare
postgresql_command = postgresql.command
postgresql_variables = postgresql.ENVIRONMENT
start = processes.start
running = processes.running
stop = processes.stop


def program(name: str) -> Path:
    """Return a program, built when it was not; what takes long is said on standard error."""
    return programs.program(name, Progress())


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep a second command off the folder."""
    busy = f"{folder}: another command is at work there ({{holder}}); wait for it to end"
    with exclusive(folder / "lock", busy=busy):
        yield
