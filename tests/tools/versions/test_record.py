"""A component's version follows what has changed in it, by the record and by the last tag."""

from dataclasses import replace
from typing import Any

import pytest

from tools.versions.comparison import changes, is_at_least, needed
from tools.versions.record import Entry, advanced, parsed, rendered, too_low, unrecorded
from tools.versions.surface import Surface

BEFORE = Surface(
    arguments={"Args.name": "str", "Args.size": "int = 1"}, outputs={"arn": "Output[str]"}, resources=("aws:s3:Bucket",)
)
RECORD = {"portarium:aws:Store": Entry(version="1.2.3", surface=BEFORE)}


def _now(**changed: Any) -> Surface:
    return replace(BEFORE, **changed)


@pytest.mark.parametrize(
    ("now", "version"),
    [
        (BEFORE, "1.2.3"),
        (_now(arguments={**BEFORE.arguments, "Args.more": "int = 2"}), "1.3.0"),
        (_now(outputs={**BEFORE.outputs, "name": "Output[str]"}), "1.3.0"),
        (_now(resources=("aws:s3:Bucket", "aws:s3:Policy")), "1.3.0"),
        (_now(arguments={**BEFORE.arguments, "Args.more": "int"}), "2.0.0"),
        (_now(arguments={"Args.name": "str"}), "2.0.0"),
        (_now(arguments={**BEFORE.arguments, "Args.size": "int = 2"}), "2.0.0"),
        (_now(outputs={}), "2.0.0"),
        (_now(resources=()), "2.0.0"),
    ],
)
def test_what_breaks_is_major_and_what_adds_is_minor(now: Surface, version: str) -> None:
    """A default is a promise too: who relied on it gets something else."""
    assert needed("1.2.3", changes(BEFORE, now)) == version
    assert advanced(RECORD, {"portarium:aws:Store": now})["portarium:aws:Store"].version == version
    assert bool(unrecorded(RECORD, {"portarium:aws:Store": now})) == (version != "1.2.3")


def test_a_change_is_told_with_the_version_that_it_needs() -> None:
    """New and lost components are told too; a new one begins at 1.0.0."""
    now = {"portarium:aws:Store": _now(outputs={}), "portarium:aws:Other": Surface()}
    assert unrecorded({**RECORD, "portarium:aws:Old": Entry(version="1.0.0", surface=BEFORE)}, now) == [
        "portarium:aws:Old: components/versions.json has no such component any more",
        "portarium:aws:Store 1.2.3: output arn is gone; 2.0.0",
        "portarium:aws:Other: new; components/versions.json wants it as 1.0.0",
    ]
    assert advanced(RECORD, now)["portarium:aws:Other"].version == "1.0.0"


def test_a_record_that_was_written_by_hand_is_held_against_the_last_tag() -> None:
    """The same version with another surface is what a release must not have."""
    by_hand = {"portarium:aws:Store": Entry(version="1.3.0", surface=_now(outputs={}))}
    assert too_low(RECORD, by_hand) == [
        "portarium:aws:Store: 1.3.0 is too low; output arn is gone since 1.2.3, which asks for 2.0.0"
    ]
    assert too_low(RECORD, advanced(RECORD, {"portarium:aws:Store": _now(outputs={})})) == []


def test_a_record_is_read_as_it_was_written() -> None:
    """Nothing is lost on the way through the file."""
    assert parsed(rendered(RECORD)) == RECORD


def test_versions_are_numbers() -> None:
    """Ten is after nine."""
    assert is_at_least("1.10.0", "1.9.3")
    assert not is_at_least("1.9.3", "2.0.0")
