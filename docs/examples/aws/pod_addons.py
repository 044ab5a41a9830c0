"""What runs as pods, and comes after the nodes that it runs on."""

from components.aws.managed_addon import AddonCluster
from components.aws.pod_addons import PodAddons, PodAddonsArgs

PodAddons(
    "pod-addons",
    PodAddonsArgs(
        cluster=AddonCluster(
            environment="dev",
            account_id="123456789012",
            name="portarium-dev",
            arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        ),
        coredns_version="v1.12.4-eksbuild.1",
        ebs_csi_driver_version="v1.50.1-eksbuild.1",
        metrics_server_version="v0.8.0-eksbuild.6",
        volumes_key_arn="arn:aws:kms:eu-central-1:123456789012:key/volumes",
        after=[],
    ),
)
