"""Waiting: as long as it takes, until when, and what was seen instead."""

import pytest

from portarium_sandbox.patience import eventually


def test_what_was_waited_for_is_returned():
    """The first thing that is as wanted ends the wait."""
    seen = iter([1, 2, 3, 4])
    assert eventually(lambda: next(seen), lambda number: number > 2) == 3


def test_anything_will_do():
    """Without a wish, the first thing that is something ends the wait."""
    seen = iter([None, "", "there"])
    assert eventually(lambda: next(seen)) == "there"


def test_the_error_has_what_was_seen():
    """A wait that was for nothing says what there was at the end, and not all of it."""
    with pytest.raises(TimeoutError, match=r"after 0 s, at last \['Pending'\]"):
        eventually(lambda: ["Pending"], lambda seen: seen == ["Running"], seconds=0)
    with pytest.raises(TimeoutError) as caught:
        eventually(lambda: "x" * 100_000, lambda _: False, seconds=0)
    assert len(str(caught.value)) < 3000
