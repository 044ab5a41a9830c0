"""Says what is going on and how long it usually takes: a spinner on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console

SECONDS_A_MINUTE = 60


class Progress:
    """Reports steps to standard error, so that standard output stays the command's result."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stderr, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, title: str, usual: str = "") -> Generator[None]:
        """Report one step while it runs, with how long it usually takes when that is worth knowing."""
        announcement = f"{title} ({usual})" if usual else title
        started = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(f"{announcement} …"):
                yield
        else:
            self.note(f"{announcement} …")
            yield
        self.note(f"{title}: done in {_duration(time.monotonic() - started)}")

    def note(self, line: str) -> None:
        """Report one line."""
        self._console.print(f"sandbox: {line}", markup=False)


def _duration(seconds: float) -> str:
    if seconds < SECONDS_A_MINUTE:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // SECONDS_A_MINUTE} min {int(seconds) % SECONDS_A_MINUTE} s"
