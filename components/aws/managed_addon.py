"""EKS's managed add-ons: pinned in their version, set right when somebody edits them, each with its own identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from components.component import Component
from domain.system_namespace import KUBE_SYSTEM


@dataclass(frozen=True, kw_only=True)
class AddonCluster:
    """The cluster that add-ons are installed into."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account of the cluster."""
    name: pulumi.Input[str]
    """The cluster."""
    arn: pulumi.Input[str]
    """The ARN of the cluster."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the roles of add-ons."""


@dataclass(frozen=True, kw_only=True)
class ManagedAddon:
    """One add-on, as EKS knows it."""

    version: str
    """The pinned version, such as `v1.20.4-eksbuild.1`."""
    configuration: str | None = None
    """Its configuration in JSON, where it differs from AWS's default."""


def addon_identity(
    owner: Component,
    name: str,
    cluster: AddonCluster,
    *,
    service_account: str,
    policy_arn: str,
    statements: Sequence[Statement] = (),
) -> PodRole:
    """The role of an add-on's pods, so that neither the nodes' role nor another add-on's can do what it does."""
    return PodRole(
        name,
        PodRoleArgs(
            environment=cluster.environment,
            account_id=cluster.account_id,
            cluster_name=cluster.name,
            cluster_arn=cluster.arn,
            namespace=KUBE_SYSTEM,
            service_account=service_account,
            managed_policy_arns=[policy_arn],
            statements=statements,
            permissions_boundary=cluster.permissions_boundary,
        ),
        opts=owner.child(),
    )


def install_addons(
    owner: Component,
    name: str,
    cluster: AddonCluster,
    addons: Mapping[str, ManagedAddon],
    *,
    after: Sequence[pulumi.Resource],
) -> pulumi.Output[dict[str, str]]:
    """Install add-ons as children of the component that they belong to; their versions are known once all are there."""
    installed = {
        addon_name: eks.Addon(
            f"{name}-{addon_name}",
            cluster_name=cluster.name,
            addon_name=addon_name,
            addon_version=addon.version,
            configuration_values=addon.configuration,
            # Whoever edits an add-on by hand is corrected: strict mode must not be turned off beside us.
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            opts=owner.child(depends_on=after),
        )
        for addon_name, addon in addons.items()
    }
    return pulumi.Output.all(**{addon_name: addon.addon_version for addon_name, addon in installed.items()})
