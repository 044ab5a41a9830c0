"""Every resource keeps its URN: a rename or another parent would delete and make anew what it names."""

import os
from pathlib import Path

import pytest

from tests.stacks.recorded import ACCOUNT, STACKS, recorded, recorded_account

_FOLDER = Path(__file__).parent / "urns"
_UPDATE = "UPDATE_URNS"


@pytest.mark.parametrize("stack", [*STACKS, ACCOUNT])
def test_urns_are_those_of_the_last_review(stack: str) -> None:
    """What a change replaces shows as a line of tests/stacks/urns/ in its review."""
    recording = recorded_account() if stack == ACCOUNT else recorded(stack).recording
    found = sorted(resource.urn for resource in recording.resources)
    file = _FOLDER / f"{stack}.txt"
    if _UPDATE in os.environ:
        file.write_text("".join(f"{urn}\n" for urn in found))
    pinned = file.read_text().splitlines() if file.exists() else []
    gone, new = sorted(set(pinned) - set(found)), sorted(set(found) - set(pinned))
    assert found == pinned, (
        f"{stack}: {len(gone)} URNs are gone, which deletes what they name, and {len(new)} are new.\n"
        + "".join(f"- {urn}\n" for urn in gone)
        + "".join(f"+ {urn}\n" for urn in new)
        + "A renamed or moved resource needs an alias. If this is meant, write it down and commit it:\n"
        f"  {_UPDATE}=1 .venv/bin/python -m pytest tests/stacks/test_urns.py"
    )


def test_a_file_for_each_stack_and_no_other() -> None:
    """A stack that is gone leaves no pinned URNs behind."""
    assert {file.stem for file in _FOLDER.glob("*.txt")} == {*STACKS, ACCOUNT}
