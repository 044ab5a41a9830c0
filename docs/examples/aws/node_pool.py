"""Nodes that nothing but the execution plane is scheduled to."""

from components.aws.node_pool import NodePool, NodePoolArgs, Taint

NodePool(
    "execution",
    NodePoolArgs(
        environment="dev",
        pool="execution",
        cluster_name="portarium-dev",
        version="1.35",
        subnets={"eu-central-1a": "subnet-a", "eu-central-1b": "subnet-b"},
        instance_types=["m7g.large"],
        minimum=1,
        maximum=4,
        taints=[Taint.from_kubernetes("portarium.io/plane", "execution", "NoExecute")],
    ),
)
