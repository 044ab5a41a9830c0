"""One thing that must be in an account."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that must be in the account."""

    title: str
    is_there: Callable[[], bool]
    make: Callable[[], object]
