"""The jobs of the database in whole stacks: in which order they run, and what they alone may do."""

from typing import Any

import pytest

from domain.component_names import BOOTSTRAP, MIGRATION, ROTATION, SECRETS_ROTATION
from domain.vault import CONFIGURATION
from stacks.database_jobs import rotation_schedule
from tests.recording import Recording
from tests.stacks.recorded import ENVIRONMENTS, STACKS, recorded

JOB = "kubernetes:batch/v1:Job"


def _job(recording: Recording, component: str) -> Any:
    return recording.one(JOB, f"{component}-job")


@pytest.mark.parametrize("stack", STACKS)
def test_tenants_are_registered_between_two_runs_of_the_migration(stack: str) -> None:
    """The first run makes their table, the last needs them; the step reads the plan that it is told."""
    pod = _job(recorded(stack).recording, MIGRATION).inputs["spec"]["template"]["spec"]
    first, registration, last = pod["initContainers"]
    assert (first["name"], registration["name"], last["name"]) == ("migration-1", "registration", "migration-2")
    assert registration["args"][:2] == ["database", "register"]
    folders = {mount["mountPath"] for mount in registration["volumeMounts"]}
    assert registration["args"][-1].rpartition("/")[0] in folders


@pytest.mark.parametrize("stack", STACKS)
def test_only_these_two_are_the_master(stack: str) -> None:
    """No other pod reads the master's secret; who renews other secrets writes them, and reads none."""
    policies = {
        policy.name.removeprefix("role-").removesuffix("-policy"): policy.inputs["policy"]
        for policy in recorded(stack).recording.all("aws:iam/rolePolicy:RolePolicy")
    }
    assert {name for name, policy in policies.items() if "/portarium_master" in policy} == {BOOTSTRAP, ROTATION}
    writing = {name for name, policy in policies.items() if "secretsmanager:PutSecretValue" in policy}
    of_vault = {CONFIGURATION} if stack in ENVIRONMENTS else set[str]()
    assert writing == {BOOTSTRAP, ROTATION, SECRETS_ROTATION, *of_vault}
    assert "GetSecretValue" not in policies[SECRETS_ROTATION]


def test_no_two_environments_rotate_on_the_same_day() -> None:
    """And each on a day that every month has."""
    days = [int(rotation_schedule(environment).split()[2]) for environment in ENVIRONMENTS]
    assert len(set(days)) == len(days)
    assert all(1 <= day <= 28 for day in days)
