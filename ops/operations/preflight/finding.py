"""What a preflight finds."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["right", "mind", "lacks", "unknown"]
"""It is as it must be; it is not yet wrong or only a choice; an `up` would stop; it could not be looked at."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that an environment needs of its account, and how it stands."""

    verdict: Verdict
    found: str
    """What there is."""
    wanted: str = ""
    """What there must be; nothing more where it is right."""
    remedy: str = ""
    """The command, or the place in the settings, that mends it."""


def right(found: str) -> Finding:
    """Nothing is to be done."""
    return Finding(verdict="right", found=found)


def lacks(found: str, *, wanted: str, remedy: str) -> Finding:
    """An `up` would stop here."""
    return Finding(verdict="lacks", found=found, wanted=wanted, remedy=remedy)


def mind(found: str, *, wanted: str, remedy: str) -> Finding:
    """An `up` would go through, and somebody should know."""
    return Finding(verdict="mind", found=found, wanted=wanted, remedy=remedy)


def unknown(found: str, *, remedy: str = "") -> Finding:
    """Nobody could look; that is no reason to believe that all is well."""
    return Finding(verdict="unknown", found=found, wanted="an answer", remedy=remedy)
