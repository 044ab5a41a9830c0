"""How long commands took, one next to the other, and what that says."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from portarium_sandbox.session import PulumiResult

Run = Callable[[], PulumiResult]


FLAT = "flat"


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One run of a command."""

    seconds: float
    resources: int
    """What the engine's summary counts, components included."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One command of our program, run alternately with another command: as a rule the flat program's same one."""

    subject: str
    command: str
    against: str = FLAT
    ours: list[Timing]
    others: list[Timing]
    unit: str = "s"
    """What is counted; seconds as a rule."""

    @property
    def resources(self) -> int:
        """What our program registers."""
        return self.ours[-1].resources

    @property
    def seconds(self) -> float:
        """The median of ours."""
        return statistics.median(timing.seconds for timing in self.ours)

    @property
    def other_seconds(self) -> float:
        """The median of the other's."""
        return statistics.median(timing.seconds for timing in self.others)

    @property
    def ratios(self) -> list[float]:
        """Ours to the other, of runs that followed one another: what else the machine did weighs on both."""
        return [ours.seconds / other.seconds for ours, other in zip(self.ours, self.others, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


class BenchError(Exception):
    """A command of the benchmark failed, so that its time says nothing."""


def timed(run: Run) -> Timing:
    """Time a command; refuse the time of one that failed."""
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    if result.exit_code != 0:
        raise BenchError(result.explain())
    return Timing(seconds=seconds, resources=sum(result.changes.values()))


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
