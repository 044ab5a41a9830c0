"""A state that an older release made: today's program finds nothing to change in it, in any kind of environment.

prod is of the kind of staging: `tests/stacks/test_topology.py` holds that both have the same resources.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portarium_sandbox import lifecycle
from portarium_sandbox.journeys import StartSandbox
from portarium_sandbox.session import PulumiResult, Session, copy_checkout
from tests.journeys.older_release import RELEASE, NoSuchReleaseError, imported_by, let_it_witness, project_of
from tests.journeys.releases import first_up, resources, set_image, up

REVIEW = "review-7"
STACKS = ("dev", "staging", REVIEW)
SHA = "7" * 40


@dataclass(frozen=True, kw_only=True)
class Programs:
    """The same environments, as two programs see them."""

    older: Session
    today: Session


@pytest.fixture(scope="module")
def programs(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """Every environment as the older release deployed it, and today's program laid over it."""
    today = start_sandbox(copy_checkout(tmp_path_factory.mktemp("today")))
    try:
        older = replace(today, project=project_of(RELEASE, tmp_path_factory.mktemp("older")))
        for session in (older, today):
            let_it_witness(session.project)
        made = older.pulumi("stack", "init", REVIEW)
        assert made.exit_code == 0, made.explain()
        for session in (older, today):
            set_image(session, REVIEW, SHA)
        for stack in STACKS:
            made = first_up(older, stack)
            assert made.exit_code == 0, made.explain()
        yield Programs(older=older, today=today)
    finally:
        lifecycle.down(today.folder)


@pytest.mark.parametrize("stack", STACKS)
def test_an_older_state_is_left_as_it_is(programs: Programs, stack: str) -> None:
    """The preview shows no change, the `up` makes none, and URNs, identifiers and outputs are what they were."""
    today = programs.today
    before, outputs = resources(today, stack), today.outputs(stack)
    preview = today.pulumi("preview", "-s", stack, "--diff")
    assert preview.exit_code == 0, preview.explain()
    assert touched(preview) == {}, preview.explain()
    assert list(preview.changes) == ["same"]
    applied = up(today, stack)
    assert touched(applied) == {}, applied.explain()
    assert list(applied.changes) == ["same"]
    identities = [(resource["urn"], resource.get("id")) for resource in before]
    assert [(resource["urn"], resource.get("id")) for resource in resources(today, stack)] == identities
    assert today.outputs(stack) == outputs


def touched(result: PulumiResult) -> dict[str, str]:
    """Return what is not left as it is; the outputs of the stack whose cluster is shared are read in every run."""
    return {urn: operation for urn, operation in result.changed_urns.items() if operation != "read"}


def test_each_program_ran_from_its_own_folder(programs: Programs) -> None:
    """What was compared are two programs: neither imported a line of the other or of the checkout."""
    up(programs.today, REVIEW)
    for session in (programs.older, programs.today):
        folder = session.project.folder
        imported = imported_by(session.project)
        assert folder / "stacks" / "environment.py" in imported
        assert [file for file in imported if not file.is_relative_to(folder)] == []


def test_a_clone_without_the_history_says_what_to_do(tmp_path: Path) -> None:
    """Where the older release can't be had, the journey fails with one line that names the way out."""
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "init", "--quiet", str(shallow)], check=True)
    with pytest.raises(NoSuchReleaseError, match=r"git fetch --unshallow$") as refusal:
        project_of(RELEASE, tmp_path / "older", repository=shallow)
    assert "\n" not in str(refusal.value)
