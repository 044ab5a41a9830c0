"""The add-ons that run as ordinary pods."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.aws.managed_addon import AddonCluster, ManagedAddon, addon_identity, install_addons
from components.aws.policy_document import Statement
from components.component import Component
from components.naming import ENVIRONMENT_TAG

_VOLUME_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"


@dataclass(frozen=True, kw_only=True)
class PodAddonsArgs:
    """The cluster, the pinned version of each add-on, and what has to exist before them."""

    cluster: AddonCluster
    """The cluster."""
    coredns_version: str
    """The version of `coredns`."""
    ebs_csi_driver_version: str
    """The version of `aws-ebs-csi-driver`."""
    metrics_server_version: str
    """The version of `metrics-server`."""
    volumes_key_arn: pulumi.Input[str]
    """The key under which it makes volumes."""
    after: Sequence[pulumi.Resource]
    """The node pools that can take their pods, and the network policies that let those talk in strict mode."""


class PodAddons(Component):
    """CoreDNS, the EBS volume driver and the metrics server, which AWS reports as failed while no node runs them."""

    versions: pulumi.Output[dict[str, str]]
    """The version of each add-on, once all are in place."""

    def __init__(self, name: str, args: PodAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:PodAddons", name, None, opts)
        volumes = addon_identity(
            self,
            f"{name}-ebs-csi-driver",
            args.cluster,
            service_account="ebs-csi-controller-sa",
            policy_arn=_VOLUME_POLICY,
            statements=key_statements(args.volumes_key_arn),
        )
        self.versions = install_addons(
            self,
            name,
            args.cluster,
            {
                "coredns": ManagedAddon(version=args.coredns_version),
                "aws-ebs-csi-driver": ManagedAddon(
                    version=args.ebs_csi_driver_version,
                    configuration=json.dumps(volume_configuration(args.cluster.environment)),
                ),
                # Without it no autoscaler of pods knows any load.
                "metrics-server": ManagedAddon(version=args.metrics_server_version),
            },
            after=[*args.after, volumes.association],
        )
        self.register()


def volume_configuration(environment: str) -> dict[str, object]:
    """The volumes that pods ask for carry the environment's tag: the budget counts them, and IAM keeps others off."""
    return {"controller": {"extraVolumeTags": {ENVIRONMENT_TAG: environment}}}


def key_statements(key_arn: pulumi.Input[str]) -> list[Statement]:
    """What the driver needs of a key that is not AWS's own; the key's policy admits it through EC2 alone."""
    return [
        Statement(
            actions=["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            resources=[key_arn],
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        Statement(
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            resources=[key_arn],
        ),
    ]
