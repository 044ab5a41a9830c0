"""The deployment workflow against the registry and the roles that it assumes."""

from typing import Any

import pytest

from domain.state_store import COMPRESSED
from domain.workflow_identity import DELIVERING_WORKFLOWS, runner_project
from settings.registry import MOST_APPROVALS, read_registry
from tests.workflows.workflow import WORKFLOWS, load, steps, workflow

_REGISTRY = read_registry()
_DEPLOY = workflow("deploy")
_PREVIEW = workflow("preview")


def test_the_choices_are_the_registrys_stacks() -> None:
    """A new environment can be deployed, and none that is gone."""
    assert _DEPLOY["on"]["workflow_dispatch"]["inputs"]["stack"]["options"] == list(_REGISTRY.stacks)


def test_automatic_deployments_go_where_the_registry_says() -> None:
    """To the one environment whose promotion is triggered by published images."""
    automatic = [
        str(name)
        for name, entry in _REGISTRY.environments.items()
        if entry.promotion and entry.promotion.trigger == "images-published"
    ]

    assert _DEPLOY["on"]["workflow_run"]["branches"] == ["main"]
    step = _DEPLOY["jobs"]["resolve"]["steps"][-1]
    assert [step["env"]["STACK"]] == [f"${{{{ inputs.stack || '{name}' }}}}" for name in automatic]


def test_one_deployment_an_environment_at_a_time_and_none_is_cancelled() -> None:
    """An update that is interrupted leaves a half-made environment and a locked stack."""
    limit = _DEPLOY["jobs"]["deploy"]["concurrency"]

    assert limit["cancel-in-progress"] is False
    assert "needs.resolve.outputs.stack" in limit["group"]


def test_states_are_written_as_the_operators_write_them() -> None:
    """Whoever writes a state last decides whether it is compressed, and what was there before is kept beside it."""
    [update] = [step for step in _DEPLOY["jobs"]["deploy"]["steps"] if "pulumi up" in step.get("run", "")]
    assert update["env"][COMPRESSED] == "true"


def test_nothing_is_deployed_past_the_gates() -> None:
    """Signatures, both approvals and the count of people come before the job gets credentials."""
    deploy = _DEPLOY["jobs"]["deploy"]
    order = [step.get("run") or step["uses"].partition("@")[0] for step in deploy["steps"]]

    assert set(deploy["needs"]) == {"resolve", "verify", "first-approval"}
    assert "needs.verify.result == 'success'" in deploy["if"]
    assert order.index(".github/scripts/require_approvals.sh") < order.index("aws-actions/configure-aws-credentials")


def test_the_deploy_roles_subject_is_the_environment() -> None:
    """The role trusts `repo:…:environment:<name>`, which only a job in that environment has."""
    assert _DEPLOY["jobs"]["deploy"]["environment"] == "${{ needs.resolve.outputs.stack }}"


def test_more_than_one_approval_means_the_first_approval_job() -> None:
    """GitHub asks for one approval an environment; the workflow knows ways to one and to two."""
    approvals = {entry.promotion.approvals for entry in _REGISTRY.environments.values() if entry.promotion}

    assert approvals <= {0, 1, 2}
    assert _DEPLOY["jobs"]["first-approval"]["if"] == "${{ needs.resolve.outputs.approvals == '2' }}"


def test_the_registry_accepts_as_many_approvals_as_the_workflow_can_pass() -> None:
    """Each is a job that waits in an environment of its own: one more would need one more job."""
    waiting = [name for name, job in _DEPLOY["jobs"].items() if "environment" in job]

    assert waiting == ["first-approval", "deploy"]
    assert len(waiting) == MOST_APPROVALS


def test_previews_cover_the_registry_and_name_no_environment() -> None:
    """The preview role trusts the pull request's own subject, which a job in an environment does not have."""
    cloud = _PREVIEW["jobs"]["cloud"]
    matrix = cloud["strategy"]["matrix"]["include"]

    assert "environment" not in cloud
    assert [entry["stack"] for entry in matrix] == list(_REGISTRY.stacks)
    assert [entry["role"] for entry in matrix] == [f"PREVIEW_ROLE_ARN_{stack.upper()}" for stack in _REGISTRY.stacks]


def test_a_forks_pull_request_gets_a_preview_without_a_credential() -> None:
    """The sandbox job has no condition, no secret and no token that could do anything."""
    job = _PREVIEW["jobs"]["sandbox"]

    assert "if" not in job
    assert job["permissions"] == {"contents": "read"}
    assert "secrets." not in str(_PREVIEW)


def test_the_verified_images_are_those_of_the_stack_that_is_deployed() -> None:
    """The script asks the program, which the setup has made ready, for the stack and the SHA of the deployment."""
    verify = _DEPLOY["jobs"]["verify"]["steps"]
    order = [step.get("run") or step["uses"].partition("@")[0] for step in verify]
    given = verify[-1]["env"]

    assert order[-1] == ".github/scripts/verify_images.sh"
    assert order.index("./.github/actions/setup") < len(order) - 1
    assert given["STACK"] == _DEPLOY["jobs"]["deploy"]["env"]["STACK"]
    assert given["IMAGE_SHA"] == _DEPLOY["jobs"]["deploy"]["env"]["IMAGE_SHA"]
    assert _DEPLOY["jobs"]["verify"]["permissions"] == {"contents": "read", "packages": "read"}


def test_a_run_that_deploys_takes_nothing_from_a_cache() -> None:
    """What another run has put there could be anybody's."""
    setups = [step for step in steps(_DEPLOY) if step.get("uses", "") == "./.github/actions/setup"]

    assert [step["with"]["cache"] for step in setups] == ["false", "false", "false"]


def test_what_was_verified_is_what_runs_and_what_is_recorded() -> None:
    """The digests come from the job that looked at the signatures, and nobody asks the registry again."""
    jobs = _DEPLOY["jobs"]
    handed = "${{ needs.verify.outputs.digests }}"
    update = jobs["deploy"]["steps"][-1]["run"].splitlines()

    assert jobs["verify"]["outputs"] == {
        "digests": f"${{{{ steps.{jobs['verify']['steps'][-1]['id']}.outputs.digests }}}}"
    }
    assert jobs["deploy"]["env"]["IMAGE_DIGESTS"] == handed
    assert [line.split()[0] for line in update] == ["pulumi", ".venv/bin/portarium", "pulumi"]
    assert '--pin --digests "$IMAGE_DIGESTS"' in update[1]
    [record] = [step for step in jobs["record"]["steps"] if step.get("run") == ".github/scripts/record_release.sh"]
    assert record["env"]["IMAGE_DIGESTS"] == handed
    assert "verify" in jobs["record"]["needs"]


def test_what_is_installed_for_the_record_never_sees_its_token() -> None:
    """The token that writes to the repository is handed to the push alone."""
    holders = [step for step in _DEPLOY["jobs"]["record"]["steps"] if "github.token" in str(step)]

    assert len(holders) == 1
    assert "portarium" not in holders[0]["run"]
    assert ".sh" not in holders[0]["run"]


@pytest.mark.parametrize(
    ("content", "job", "environment"),
    [(_DEPLOY, "deploy", "needs.resolve.outputs.stack"), (_PREVIEW, "cloud", "matrix.stack")],
)
def test_a_job_that_reaches_into_an_environment_runs_inside_its_network(
    content: dict[str, Any], job: str, environment: str
) -> None:
    """CodeBuild finds the project in the label, and GitHub the machine of this run by the rest of it."""
    label = f"codebuild-{runner_project('{0}')}-{{1}}-{{2}}"
    asked = f"format('{label}', {environment}, github.run_id, github.run_attempt)"
    assert content["jobs"][job]["runs-on"] == f"${{{{ vars.DELIVERY_RUNNER || {asked} }}}}"
    assert content["name"] in DELIVERING_WORKFLOWS


def test_no_other_job_runs_there() -> None:
    """Jobs with no way into AWS have nothing to do in a network of ours."""
    inside = [
        (content["name"], name)
        for content in (load(path) for path in WORKFLOWS)
        for name, job in content["jobs"].items()
        if "codebuild" in str(job["runs-on"])
    ]
    assert inside == [("Deploy", "deploy"), ("Preview", "cloud")]
