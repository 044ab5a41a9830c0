"""The plan of the database's access, as the jobs find it."""

from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs
from domain.plan_files import PLAN_FILE
from tests.recording import record


def test_another_plan_is_another_map() -> None:
    """It is immutable and has no name of ours: Pulumi makes a new one, and a job that runs keeps the old."""

    def program() -> object:
        args = AccessPlanArgs(environment="dev", namespace="data-dev", content="{}")
        return AccessPlan("access-plan", args).config_map

    made = record(program).one("kubernetes:core/v1:ConfigMap").inputs
    assert made["immutable"] is True
    assert "name" not in made["metadata"]
    assert made["data"] == {PLAN_FILE: "{}"}
