"""A command of ours that runs once for each release, inside of the cluster."""

from components.kubernetes.operations_job import OperationsJob, OperationsJobArgs
from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.workload import Placement

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

OperationsJob(
    "bootstrap",
    OperationsJobArgs(
        pod=OperationsPod(
            environment="dev",
            component="database-bootstrap",
            image=f"ghcr.io/acme/portarium-operations:{SHA}",
            image_sha=SHA,
            command=("database", "bootstrap", "--plan", "/etc/portarium/access-plan.json"),
            namespace="data-dev",
            plan="access-plan-1",
            placement=Placement(),
        )
    ),
)
