"""Where an environment stands relative to its source."""

import pytest

from ops.operations.position import position_of
from stacks.release import Completed, Releases


def _ran(*shas: tuple[str, int]) -> Releases:
    return Releases(
        history=tuple(Completed(imageSha=letter * 40, since=f"2026-01-01T00:00:{at:02}Z") for letter, at in shas)
    )


@pytest.mark.parametrize(
    ("source", "own", "text"),
    [
        (_ran(("a", 1)), _ran(("a", 2)), "same as dev"),
        (_ran(("a", 1), ("b", 3), ("c", 4)), _ran(("a", 2)), "2 behind dev"),
        # dev went back to a, which staging has left.
        (_ran(("b", 2), ("a", 4)), _ran(("a", 1), ("b", 3)), "1 ahead of dev"),
        # staging went back to a, and dev has not.
        (_ran(("a", 1), ("b", 2)), _ran(("b", 3), ("a", 4)), "1 behind dev"),
        (_ran(("c", 9)), _ran(("a", 2)), "not in dev's history"),
        (Releases(), _ran(("a", 2)), "not in dev's history"),
    ],
    ids=["same", "behind", "source rolled back", "own rolled back", "source rebuilt", "source empty"],
)
def test_position(source: Releases, own: Releases, text: str) -> None:
    """Both histories move what comes back to their end; the times tell who went back."""
    assert str(position_of(own, "dev", source)) == text


def test_an_environment_without_a_release_has_no_position() -> None:
    """There is nothing to compare."""
    assert position_of(Releases(), "dev", _ran(("a", 1))) is None
