"""A chain is followed by what its rows say; each kind of change is told from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.chain import End, Link, beginning, chain_hash, read_chain

FIRST = beginning("a chain")


def chain(*contents: str) -> list[Link]:
    """A whole chain of rows with a field each."""
    made: list[Link] = []
    previous = FIRST
    for number, content in enumerate(contents, 1):
        made.append(
            Link(number=number, fields=[content], previous=previous, hash=chain_hash(previous, number, [content]))
        )
        previous = made[-1].hash
    return made


def found(links: Sequence[Link], whole: Sequence[Link], witnessed: End | None = None) -> tuple[str, ...]:
    """What is wrong with rows whose head is that of the whole chain."""
    head = End(number=whole[-1].number, hash=whole[-1].hash)
    return read_chain(FIRST, links, head=head, witnessed=witnessed).problems


WHOLE = chain("a", "b", "c", "d")


def test_a_whole_chain_has_nothing_wrong() -> None:
    """Its end is its last row."""
    read = read_chain(FIRST, WHOLE, head=End(number=4, hash=WHOLE[-1].hash), witnessed=None)
    assert (read.problems, read.end.number) == ((), 4)


@pytest.mark.parametrize(
    ("links", "problems"),
    [
        ([WHOLE[0], replace(WHOLE[1], fields=["x"]), *WHOLE[2:]], ("row 2 was changed",)),
        ([WHOLE[0], *WHOLE[2:]], ("row 2 is missing",)),
        ([WHOLE[0], WHOLE[3]], ("rows 2 to 3 are missing",)),
        (WHOLE[:3], ("ends with row 3, and its head says 4",)),
        (
            [WHOLE[0], replace(WHOLE[2], number=2), replace(WHOLE[1], number=3), WHOLE[3]],
            (
                *("row 2 does not follow row 1", "row 2 was changed"),
                *("row 3 does not follow row 2", "row 3 was changed", "row 4 does not follow row 3"),
            ),
        ),
    ],
    ids=["edited", "deleted", "deleted in a row", "cut off", "put in another order"],
)
def test_each_change_is_named(links: Sequence[Link], problems: tuple[str, ...]) -> None:
    """With the row that it is about."""
    assert found(links, WHOLE) == problems


def test_a_chain_that_is_written_anew_is_found_by_its_witness_alone() -> None:
    """It is right in itself, and so is its head."""
    forged = chain("a", "x", "c", "d")
    assert found(forged, forged) == ()
    witnessed = End(number=3, hash=WHOLE[2].hash)
    assert found(forged, forged, witnessed) == ("row 3 is another than the one that was witnessed",)


def test_an_end_that_is_cut_off_with_its_head_is_found_by_its_witness_alone() -> None:
    """What was seen once can't be fewer rows."""
    short = WHOLE[:2]
    assert found(short, short) == ()
    assert found(short, short, End(number=4, hash=WHOLE[3].hash)) == ("ends with row 2, and row 4 was witnessed",)


@given(st.lists(st.none() | st.text(), max_size=4), st.lists(st.none() | st.text(), max_size=4))
def test_other_fields_have_another_hash(one: list[str | None], other: list[str | None]) -> None:
    """Where a field ends is in the hash as well: what is moved from one to the next is a change."""
    assert (chain_hash(FIRST, 1, one) == chain_hash(FIRST, 1, other)) is (one == other)
