"""A rotation each month, and the one deployment that it starts again."""

from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs, Restarted
from components.kubernetes.workload import Placement

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

OperationsSchedule(
    "rotation",
    OperationsScheduleArgs(
        pod=OperationsPod(
            environment="dev",
            component="database-rotation",
            image=f"ghcr.io/acme/portarium-operations:{SHA}",
            image_sha=SHA,
            command=("database", "rotate", "--plan", "/etc/portarium/access-plan.json"),
            namespace="data-dev",
            plan="access-plan-1",
            placement=Placement(),
            calls_kubernetes=True,
        ),
        schedule="7 9 12 * *",
        restarted=[
            Restarted(
                namespace="apps-dev",
                external_secrets=["control-plane-variables"],
                deployments=["control-plane"],
            )
        ],
    ),
)
