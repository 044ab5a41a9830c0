"""Where an environment stands relative to the one that promotes to it."""

from dataclasses import dataclass
from typing import Literal

from stacks.release import Completed, Releases

Relation = Literal["current", "behind", "ahead", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Position:
    """What an environment runs, compared with its source."""

    source: str
    """The environment before it."""
    relation: Relation
    """`unknown` when the source's history does not have the SHA, or the source runs nothing."""
    releases: int | None
    """How many releases lie between them; none when unknown."""

    def __str__(self) -> str:
        match self.relation:
            case "current":
                return f"same as {self.source}"
            case "behind" | "ahead":
                return f"{self.releases} {'ahead of' if self.relation == 'ahead' else 'behind'} {self.source}"
            case "unknown":
                return f"not in {self.source}'s history"


def position_of(own: Releases, source: str, of_source: Releases) -> Position | None:
    """Compare what an environment runs with its source; nothing before its first release."""
    if own.current is None:
        return None
    theirs = of_source.current
    if theirs is None:
        return Position(source=source, relation="unknown", releases=None)
    if theirs.imageSha == own.current.imageSha:
        return Position(source=source, relation="current", releases=0)
    if went_back := _ran_before(own, theirs):
        return Position(source=source, relation="ahead", releases=went_back)
    shas = [completed.imageSha for completed in of_source.history]
    if own.current.imageSha in shas:
        behind = len(shas) - 1 - shas.index(own.current.imageSha)
        return Position(source=source, relation="behind", releases=behind)
    return Position(source=source, relation="unknown", releases=None)


def _ran_before(own: Releases, theirs: Completed) -> int:
    """Return how many releases came here since a SHA that the source has gone back to, else 0.

    Both histories move a SHA that comes back to their end, so their order alone can't tell which of the two was rolled
    back. The times can: a SHA comes from the source, so one that is older here than there came back there.
    """
    for distance, completed in enumerate(reversed(own.history)):
        if completed.imageSha == theirs.imageSha:
            return distance if completed.since < theirs.since else 0
    return 0
