"""Whether a cluster is as it was at the last look, so that a double that polls it does its work for a reason."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Stillness:
    """Remembers the versions of what was looked at; after a while it believes nothing, because not all has one."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Say for how long it believes."""
        self._seconds = seconds
        self._clock = clock
        self._versions: frozenset[tuple[str, str]] | None = None
        self._until = 0.0

    def holds(self, *objects: Iterable[Mapping[str, Any]]) -> bool:
        """Whether these are what they were when there was nothing to do, and that is not long ago."""
        return self._versions == _versions(objects) and self._clock() < self._until

    def begin(self, *objects: Iterable[Mapping[str, Any]]) -> None:
        """There was nothing to do with these."""
        self._versions = _versions(objects)
        self._until = self._clock() + self._seconds

    def end(self) -> None:
        """There was something to do."""
        self._versions = None


def _versions(objects: Iterable[Iterable[Mapping[str, Any]]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (str(one["metadata"]["uid"]), str(one["metadata"]["resourceVersion"])) for group in objects for one in group
    )
