"""Waiting for what others do in their own time, for tests of the sandbox and on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar, overload

Result = TypeVar("Result")

SECONDS: Final = 120.0
"""The limit is generous, because a slow machine is no finding; what has come ends the wait."""

_PAUSE_SECONDS: Final = 0.05
_LONGEST_TEXT: Final = 2000


@overload
def eventually(look: Callable[[], Result | None], *, seconds: float = SECONDS) -> Result: ...


@overload
def eventually(
    look: Callable[[], Result], wanted: Callable[[Result], object], *, seconds: float = SECONDS
) -> Result: ...


def eventually(
    look: Callable[[], Result], wanted: Callable[[Result], object] = bool, *, seconds: float = SECONDS
) -> Result:
    """Look until what is seen is as wanted, or anything at all, and return it.

    Raises TimeoutError with what was seen last.
    """
    deadline = time.monotonic() + seconds
    while not wanted(seen := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not as wanted after {seconds:g} s, at last {repr(seen)[:_LONGEST_TEXT]}")
        time.sleep(_PAUSE_SECONDS)
    return seen
