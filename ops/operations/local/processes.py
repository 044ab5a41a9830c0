"""What brings programs as plain processes where there are no containers: another package, found by its entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ops.extensions import NATIVE, load
from ops.operations.error import OperationError


@dataclass(frozen=True, kw_only=True)
class Process:
    """One program that is to run."""

    name: str
    """The service that it is."""
    command: Sequence[str]
    """The program and its words."""
    variables: Mapping[str, str]
    """Its environment, beside what every program needs."""
    answers: Callable[[], bool]
    """Whether it is ready for what has to be made in it."""


class Processes(Protocol):
    """What the package offers."""

    Problem: type[Exception]
    """What it raises where somebody can mend it: one line."""
    postgresql_variables: Mapping[str, str]
    """The environment of PostgreSQL."""

    def program(self, name: str) -> Path:
        """Return a program, built when it was not."""
        ...

    def prepare_postgresql(self, data: Path, major: int, *, user: str, password: str) -> None:
        """Make the data of a new PostgreSQL where there is none."""
        ...

    def postgresql_command(self, data: Path, major: int, settings: Mapping[str, str]) -> list[str]:
        """Return what starts it."""
        ...

    def start(self, folder: Path, service: Process) -> None:
        """Start a process, unless it runs, and wait until it answers."""
        ...

    def running(self, folder: Path) -> dict[str, int]:
        """Return the ids of what runs for a folder, by name."""
        ...

    def stop(self, folder: Path) -> bool:
        """End everything that runs for a folder; say whether there was anything."""
        ...

    def locked(self, folder: Path) -> AbstractContextManager[None]:
        """Keep a second command off the folder."""
        ...


def find_processes() -> Processes:
    """Return the first that is installed."""
    found = next(iter(load(NATIVE).values()), None)
    if found is None:
        raise OperationError("--native: no package here brings programs for it; `make setup` installs ours")
    return found
