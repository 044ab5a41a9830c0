"""The add-ons without which a node is never ready."""

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks

from components.aws.pod_role import PodRole, PodRoleArgs
from components.component import Component

_CNI_POLICY = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"


@dataclass(frozen=True, kw_only=True)
class NodeAddonsArgs:
    """The cluster, and the pinned version of each add-on."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account of the cluster."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """The ARN of the cluster."""
    vpc_cni_version: str
    """The version of `vpc-cni`, such as `v1.20.4-eksbuild.1`."""
    kube_proxy_version: str
    """The version of `kube-proxy`."""
    pod_identity_agent_version: str
    """The version of `eks-pod-identity-agent`."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the CNI's role."""


class NodeAddons(Component):
    """The CNI with network policies in strict mode, kube-proxy and the pod identity agent.

    Node pools depend on this component: nodes wait for a CNI to become ready, and on the way down the CNI outlives
    the nodes, so that it can give back the network interfaces which would otherwise keep the VPC from being deleted.
    """

    versions: pulumi.Output[dict[str, str]]
    """The version of each add-on, once all are in place."""

    def __init__(self, name: str, args: NodeAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:NodeAddons", name, None, opts)
        # The CNI has a role of its own, so that a pod which reaches a node's credentials can't rewire the network.
        cni_role = PodRole(
            f"{name}-vpc-cni",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace="kube-system",
                service_account="aws-node",
                managed_policy_arns=[_CNI_POLICY],
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
                configuration_values=configuration,
                # Whoever edits the DaemonSet by hand is corrected: strict mode must not be turned off beside us.
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="OVERWRITE",
                opts=self.child(depends_on=[cni_role.association]),
            )
            for addon_name, version, configuration in (
                ("vpc-cni", args.vpc_cni_version, json.dumps(cni_configuration())),
                ("kube-proxy", args.kube_proxy_version, None),
                ("eks-pod-identity-agent", args.pod_identity_agent_version, None),
            )
        }
        self.versions = pulumi.Output.all(**{name: addon.addon_version for name, addon in addons.items()})
        self.register()


def cni_configuration() -> dict[str, object]:
    """Network policies are enforced, and from a pod's first packet on.

    The standard mode lets a starting pod talk to everybody until its policies have arrived. In strict mode a pod
    that no policy selects is closed, so every namespace needs policies, `kube-system` included.
    """
    return {"enableNetworkPolicy": "true", "env": {"NETWORK_POLICY_ENFORCING_MODE": "strict"}}
