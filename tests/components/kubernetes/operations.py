"""A pod of the operations image, for the tests of what has one."""

from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.workload import Placement
from tests.components.kubernetes.subjects import SHA, image

BOOTSTRAP = OperationsPod(
    environment="dev",
    component="database-bootstrap",
    image=image("operations"),
    image_sha=SHA,
    command=("database", "bootstrap", "--plan", "/etc/portarium/access-plan.json"),
    namespace="data-dev",
    plan="access-plan-1",
    placement=Placement(node_labels={"serves": "true"}),
)
