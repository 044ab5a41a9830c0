"""A lock that one process holds at a time and that ends with it, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from portarium_sandbox.errors import SandboxError


@contextmanager
def exclusive(path: Path, *, busy: str) -> Generator[None]:
    """Hold the lock, or refuse at once with `busy`, where `{holder}` stands for the other process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise SandboxError(busy.format(holder=f"process {file.read().strip() or 'unknown'}")) from None
        _note_holder(path)
        yield


@contextmanager
def waiting(path: Path, *, when_busy: Callable[[], None]) -> Generator[None]:
    """Hold the lock; wait for whoever has it, after saying so once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_busy()
            fcntl.flock(file, fcntl.LOCK_EX)
        _note_holder(path)
        yield


def _note_holder(path: Path) -> None:
    # The file itself must stay: replacing it would give the next process a lock of its own.
    path.write_text(str(os.getpid()), encoding="utf-8")
