"""Waiting for what a cluster does in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
LONGEST_SECONDS = 60.0


def eventually(look: Callable[[], Result | None]) -> Result:
    """Look until there is something to see; the limit is generous, because a slow machine is no finding."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"still nothing after {LONGEST_SECONDS:g} s")
        time.sleep(0.2)
