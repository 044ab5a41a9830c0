"""The jobs of Vault in whole stacks: by which plan they go, as whom, and that no review environment has any."""

import json
from typing import Any

import pytest

from domain.vault import CONFIGURATION, SNAPSHOTS
from ops.operations.vault.policies import roles
from portarium_sandbox.iam.decision import allows
from stacks.vault_jobs import snapshot_schedule
from tests.recording import Recording
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, recorded
from tests.stacks.vault_plan import vault_plan_of


def _policies(recording: Recording, component: str) -> list[dict[str, Any]]:
    policy = recording.one("aws:iam/rolePolicy:RolePolicy", f"role-{component}-policy").inputs["policy"]
    return [json.loads(policy)]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_every_stacks_plan_is_read(stack: str) -> None:
    """As the command reads it; each of its planes is a reader, and review environments are guests of dev's."""
    plan = vault_plan_of(stack)
    assert {(reader.plane, reader.namespace) for reader in plan.readers} == {
        ("control", f"apps-{stack}"),
        ("execution", f"execution-{stack}"),
        ("data", f"data-{stack}"),
    }
    assert {guest.namespaces for guest in plan.guests} == (
        {"apps-review-*", "execution-review-*", "data-review-*"} if stack == "dev" else set()
    )
    assert [role.namespaces for role in roles(plan, "auth_kubernetes_1") if role.accounts == [CONFIGURATION]] == [
        ["system"]
    ]


def test_a_stack_on_anothers_cluster_has_no_vault_of_its_own() -> None:
    """Its role is there before it comes."""
    resources = recorded(REVIEW).recording.resources
    assert [resource.name for resource in resources if "vault" in resource.name] == []


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_each_job_may_do_its_own_and_not_the_others(stack: str) -> None:
    """Who copies Vault can't read the keys that open it, and who has the keys can't write a copy."""
    recording = recorded(stack).recording
    copies = "arn:aws:s3:::vault-snapshots-bucket/2026/11/27/020000Z.snap"
    recovery = str(vault_plan_of(stack).recovery.secret)
    may = {
        (component, action): allows(_policies(recording, component), action, target)
        for component in (CONFIGURATION, SNAPSHOTS)
        for action, target in (
            ("secretsmanager:GetSecretValue", recovery),
            ("secretsmanager:PutSecretValue", recovery),
            ("s3:PutObject", copies),
            ("s3:GetObject", copies),
            ("s3:DeleteObject", copies),
        )
    }
    assert {key for key, allowed in may.items() if allowed} == {
        (CONFIGURATION, "secretsmanager:GetSecretValue"),
        (CONFIGURATION, "secretsmanager:PutSecretValue"),
        (SNAPSHOTS, "s3:PutObject"),
    }


def test_environments_are_copied_at_minutes_of_their_own() -> None:
    """And all of them while few people work."""
    schedules = {snapshot_schedule(environment) for environment in ENVIRONMENTS}
    assert len(schedules) == len(ENVIRONMENTS)
    assert {schedule.split()[1] for schedule in schedules} == {"2"}
