"""Nothing to do is found to be nothing to do, and a preview says the same thing each time."""

from __future__ import annotations

import re

import pytest

from portarium_sandbox.session import PulumiResult, Session

STACKS = ("staging", "prod")
"""Of dev the first command of the README says so (`test_start_pages.py`)."""
DURATION = re.compile(r"^Duration: .*$|\s*\(\d+(?:\.\d+)?s\)", re.MULTILINE)


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    """Each environment, when it is up."""
    request.getfixturevalue(request.param)
    return request.param


def plan(sandbox: Session) -> list[str]:
    """Return what a preview prints, sorted because resources of equal rank come in any order, without durations.

    A preview that takes over twenty seconds says so by dots, which are no part of the plan.
    """
    result = sandbox.pulumi("preview", "-s", "dev", "--diff", "--suppress-progress")
    assert result.exit_code == 0, result.explain()
    return sorted(DURATION.sub("", line).strip() for line in result.stdout.splitlines())


def test_up_again_changes_nothing(sandbox: Session, stack: str) -> None:
    """A second `up` touches no resource and no output."""
    before = sandbox.outputs(stack)
    result = sandbox.pulumi("up", "-s", stack, "--yes", "--skip-preview")
    assert result.exit_code == 0, result.explain()
    assert result.changed_urns == {}
    assert list(result.changes) == ["same"]
    assert sandbox.outputs(stack) == before


def test_nothing_has_drifted_by_itself(sandbox: Session, stack: str) -> None:
    """What the clouds say about the resources is what the state says."""
    result = sandbox.pulumi("refresh", "-s", stack, "--preview-only", "--diff")
    assert result.exit_code == 0, result.explain()
    assert list(result.changes) == ["same"], result.explain()


def test_two_previews_print_the_same_plan(sandbox: Session, dev: PulumiResult) -> None:
    """What was reviewed is what will be applied: a plan with changes does not depend on when it is made."""
    first = plan(sandbox)
    assert plan(sandbox) == first
