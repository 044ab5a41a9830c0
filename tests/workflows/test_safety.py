"""What holds for every workflow: pinned actions, few permissions, no foreign text in scripts."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from domain.workflow_identity import DEPLOY_SECONDS, PREVIEW_SECONDS
from tests.workflows.workflow import ALL, WORKFLOWS, load, steps

_ACTIONS_OWN_SECONDS = 3600
"""What `configure-aws-credentials` asks for when it is told nothing."""

_PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_foreign_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved by whoever owns it; the comment says which version the commit is."""
    lines = [line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines()]
    used = [line for line in lines if line.startswith("uses: ") and not line.startswith("uses: ./")]

    assert used
    assert [line for line in used if not _PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_no_permission_by_default_and_none_of_all(path: Path) -> None:
    """Each job names what it needs; one that forgets has nothing."""
    content = load(path)

    assert content["permissions"] == {}
    for name, job in content["jobs"].items():
        assert isinstance(job.get("permissions"), dict), f"{name} names no permissions"


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_a_job_that_writes_has_no_way_into_aws(path: Path) -> None:
    """Stolen from one kind of job, a token opens only one kind of door."""
    for name, job in load(path)["jobs"].items():
        writes = {scope for scope, right in job["permissions"].items() if right == "write"}
        assert len(writes) <= 1, f"{name} writes {writes}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_every_job_ends(path: Path) -> None:
    """GitHub's own limit is six hours."""
    unlimited = [name for name, job in load(path)["jobs"].items() if "timeout-minutes" not in job]

    assert unlimited == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_credentials_outlive_the_job(path: Path) -> None:
    """An update whose credentials end in its middle stops there, and no role gives longer ones than it allows."""
    for name, job in load(path)["jobs"].items():
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("aws-actions/configure-aws-credentials@"):
                seconds = step["with"].get("role-duration-seconds", _ACTIONS_OWN_SECONDS)
                longest = DEPLOY_SECONDS if "DEPLOY" in step["with"]["role-to-assume"] else PREVIEW_SECONDS
                assert job["timeout-minutes"] * 60 <= seconds <= longest, name


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_scripts_take_foreign_text_from_the_environment(path: Path) -> None:
    """An expression inside a script is code of whoever chose its value."""
    assert [step["run"] for step in steps(load(path)) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_no_checkout_leaves_a_token_behind(path: Path) -> None:
    """What runs later in the job must not find one in .git."""
    checkouts = [step for step in steps(load(path)) if step.get("uses", "").startswith("actions/checkout@")]

    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=_name)
def test_the_engine_is_the_one_that_is_tested(path: Path) -> None:
    """The sandbox's engine, the SDK and that of the pipeline are one version."""
    engines = [step for step in steps(load(path)) if step.get("uses", "").startswith("pulumi/actions@")]

    assert [step for step in engines if step["with"]["pulumi-version"] != version("pulumi")] == []
