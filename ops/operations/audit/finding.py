"""What verification finds, each by a name that a script can rely on."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "edited",
    "removed",
    "reordered",
    "duplicated",
    "truncated",
    "rewritten",
    "hidden",
    "stranger",
    "checkpoint-edited",
    "checkpoint-removed",
    "checkpoint-of-another-key",
    "checkpoint-inconsistent",
    "witness-missing",
    "witness-differs",
    "unsigned",
    "unwitnessed",
]
"""The last two are no faults: what has not been signed yet, or has not reached the witness."""

NOTES: tuple[Kind, ...] = ("unsigned", "unwitnessed")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    kind: Kind
    where: str
    """The event, the checkpoint or the key."""
    what: str
    """What is wrong with it, in words."""

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to look into it."""
        return self.kind not in NOTES

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.what}"


def event(sequence: int) -> str:
    """An event, in words."""
    return f"event {sequence}"


def checkpoint(number: int) -> str:
    """A checkpoint, in words."""
    return f"checkpoint {number}"
