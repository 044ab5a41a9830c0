"""The add-ons that run as ordinary pods."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks

from components.aws.pod_role import PodRole, PodRoleArgs
from components.component import Component

_VOLUME_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"


@dataclass(frozen=True, kw_only=True)
class PodAddonsArgs:
    """The cluster, the pinned version of each add-on, and what has to exist before them."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account of the cluster."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """The ARN of the cluster."""
    coredns_version: str
    """The version of `coredns`."""
    ebs_csi_driver_version: str
    """The version of `aws-ebs-csi-driver`."""
    after: Sequence[pulumi.Resource]
    """The node pools that can take their pods, and the network policies that let those talk in strict mode."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the volume driver's role."""


class PodAddons(Component):
    """CoreDNS and the EBS volume driver, which AWS reports as failed while there is no node to run them."""

    versions: pulumi.Output[dict[str, str]]
    """The version of each add-on, once both are in place."""

    def __init__(self, name: str, args: PodAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:PodAddons", name, None, opts)
        volume_role = PodRole(
            f"{name}-ebs-csi-driver",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace="kube-system",
                service_account="ebs-csi-controller-sa",
                managed_policy_arns=[_VOLUME_POLICY],
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        addons = {
            addon_name: eks.Addon(
                f"{name}-{addon_name}",
                cluster_name=args.cluster_name,
                addon_name=addon_name,
                addon_version=version,
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="OVERWRITE",
                opts=self.child(depends_on=[*args.after, volume_role.association]),
            )
            for addon_name, version in (
                ("coredns", args.coredns_version),
                ("aws-ebs-csi-driver", args.ebs_csi_driver_version),
            )
        }
        self.versions = pulumi.Output.all(**{name: addon.addon_version for name, addon in addons.items()})
        self.register()
