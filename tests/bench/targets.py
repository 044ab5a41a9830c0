"""What the project promises, as ratios: seconds are a machine's, ratios are ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.measurement import Comparison

PREVIEW = "preview"
FIRST_UP = "up from nothing"
NO_OP = "no-op up"
PROMOTION = "promote-only up"
POLICIES = "preview with policies"
SYNTHETIC = "1,000 buckets"
POD = "a mapped pod"
POD_TIME = "processor time"
POD_MEMORY = "memory at the peak"

PREVIEW_TO_FLAT = 0.8
SYNTHETIC_PREVIEW_TO_FLAT = 0.55
NO_OP_TO_PREVIEW = 1.3
PROMOTION_TO_NO_OP = 1.5
POLICIES_TO_PREVIEW = 1.3
POD_TO_PROCESS = 1.1
"""Of what it costs to run it as a process; a few hundredths are what starting it takes."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A promise next to what was measured."""

    subject: str
    promise: str
    limit: float
    measured: float

    @property
    def kept(self) -> bool:
        """Say whether the measured ratio is within the limit."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        """One line: what was promised and what came out."""
        outcome = "kept" if self.kept else "MISSED"
        return f"{self.subject}: {self.promise} at most {self.limit:g}, measured {self.measured:.2f}: {outcome}"


def verdicts(comparisons: Sequence[Comparison]) -> list[Verdict]:
    """Return every promise that these measurements can tell about."""
    found: list[Verdict] = []
    by_command = {(each.subject, each.command): each for each in comparisons}
    for subject in dict.fromkeys(each.subject for each in comparisons):
        preview = by_command.get((subject, PREVIEW))
        no_op = by_command.get((subject, NO_OP))
        promotion = by_command.get((subject, PROMOTION))
        policies = by_command.get((subject, POLICIES))
        promised: list[tuple[str, float, float]] = []
        if preview:
            limit = SYNTHETIC_PREVIEW_TO_FLAT if subject == SYNTHETIC else PREVIEW_TO_FLAT
            promised.append(("preview / flat", limit, preview.ratio))
        if preview and no_op:
            promised.append(("no-op up / preview", NO_OP_TO_PREVIEW, no_op.seconds / preview.seconds))
        if no_op and promotion:
            promised.append(("promote-only up / no-op up", PROMOTION_TO_NO_OP, promotion.seconds / no_op.seconds))
        promised += [
            (f"{command} / its process", POD_TO_PROCESS, found_of.ratio)
            for command in (POD_TIME, POD_MEMORY)
            if (found_of := by_command.get((subject, command)))
        ]
        if policies:
            promised.append(("preview with policies / without", POLICIES_TO_PREVIEW, policies.ratio))
        found += [
            Verdict(subject=subject, promise=promise, limit=limit, measured=measured)
            for promise, limit, measured in promised
        ]
    return found
