"""The cluster autoscaler, for one cluster."""

from components.kubernetes.workload import Placement
from components.platform.installation import Installation
from components.platform.node_scaling import NodeScaling, NodeScalingArgs
from settings.charts import chart

NodeScaling(
    "node-scaling",
    NodeScalingArgs(
        environment="dev",
        chart=chart("cluster-autoscaler"),
        installation=Installation(project="platform", namespace="system", wave=0, wait_seconds=600),
        region="eu-central-1",
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        replicas=1,
        placement=Placement(),
        permissions_boundary="arn:aws:iam::123456789012:policy/portarium-dev-boundary",
    ),
)
