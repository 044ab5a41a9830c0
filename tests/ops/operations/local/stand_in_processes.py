"""Processes for tests that run nothing: they remember what was asked of them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ops.operations.local.processes import Process


class StandInProblemError(Exception):
    """What can be mended."""


@dataclass
class StandInProcesses:
    """They."""

    fails: str = ""
    started: dict[str, Process] = field(default_factory=dict[str, Process])
    prepared: list[Path] = field(default_factory=list[Path])
    postgresql_variables: Mapping[str, str] = field(default_factory=dict[str, str])
    Problem: type[Exception] = StandInProblemError

    def program(self, name: str) -> Path:
        """Return where it would be."""
        return Path("/programs") / name

    def prepare_postgresql(self, data: Path, major: int, *, user: str, password: str) -> None:
        """Remember the folder."""
        del major, user, password
        self.prepared.append(data)

    def postgresql_command(self, data: Path, major: int, settings: Mapping[str, str]) -> list[str]:
        """Return words that show what it was told."""
        return [f"postgres-{major}", str(data), *(f"{name}={value}" for name, value in settings.items())]

    def start(self, folder: Path, service: Process) -> None:
        """Remember it, or fail."""
        del folder
        if service.name == self.fails:
            raise StandInProblemError(f"{service.name} ended while it started")
        self.started[service.name] = service

    def running(self, folder: Path) -> dict[str, int]:
        """Return what was started."""
        del folder
        return {name: number for number, name in enumerate(self.started, start=1000)}

    def stop(self, folder: Path) -> bool:
        """Forget what was started."""
        del folder
        had = bool(self.started)
        self.started.clear()
        return had

    @contextmanager
    def locked(self, folder: Path) -> Generator[None]:
        """Lock nothing."""
        del folder
        yield
