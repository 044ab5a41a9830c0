"""What nodes need before they are ready."""

from components.aws.managed_addon import AddonCluster
from components.aws.node_addons import NodeAddons, NodeAddonsArgs

NodeAddons(
    "node-addons",
    NodeAddonsArgs(
        cluster=AddonCluster(
            environment="dev",
            account_id="123456789012",
            name="portarium-dev",
            arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        ),
        vpc_cni_version="v1.20.4-eksbuild.1",
        kube_proxy_version="v1.34.0-eksbuild.2",
        pod_identity_agent_version="v1.3.9-eksbuild.1",
    ),
)
