"""Says what a command waits for, once it takes longer than a person expects and a person is there to see it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from rich.console import Console

PATIENCE_SECONDS = 2.0
Result = TypeVar("Result")


def waiting(
    title: str, work: Callable[[], Result], *, patience: float = PATIENCE_SECONDS, console: Console | None = None
) -> Result:
    """Return what the work returns, or raise what it raises."""
    shown = console or Console(stderr=True)
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        if wait([future], timeout=patience).done or not shown.is_terminal:
            return future.result()
        with shown.status(f"{title} …"):
            return future.result()
