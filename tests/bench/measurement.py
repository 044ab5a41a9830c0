"""How long commands took, one next to the other, and what that says."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.session import PulumiResult

Run = Callable[[], PulumiResult]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One command, run alternately by our program and by the flat one."""

    subject: str
    command: str
    ours: list[float]
    flat: list[float]

    @property
    def seconds(self) -> float:
        """The median of ours."""
        return statistics.median(self.ours)

    @property
    def flat_seconds(self) -> float:
        """The median of the flat program's."""
        return statistics.median(self.flat)

    @property
    def ratios(self) -> list[float]:
        """Ours to flat, of runs that followed one another: what else the machine did weighs on both."""
        return [ours / flat for ours, flat in zip(self.ours, self.flat, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


class BenchError(Exception):
    """A command of the benchmark failed, so that its time says nothing."""


def timed(run: Run) -> float:
    """Return the seconds that a command took; refuse the time of one that failed."""
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    if result.exit_code != 0:
        raise BenchError(result.explain())
    return seconds


def unchanged(run: Run) -> Run:
    """Return the same command, refused when it changed anything: a no-op that does something measures that."""

    def checked() -> PulumiResult:
        result = run()
        touched = {kind: count for kind, count in result.changes.items() if kind != "same"}
        if result.exit_code == 0 and touched:
            names = ", ".join(f"{urn.rpartition('::')[2]} ({what})" for urn, what in result.changed_urns.items())
            raise BenchError(f"pulumi {' '.join(result.arguments)}: expected no change, got {touched}: {names}")
        return result

    return checked
