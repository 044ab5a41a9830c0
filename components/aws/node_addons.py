"""The add-ons without which a node is never ready."""

import json
from dataclasses import dataclass

import pulumi

from components.aws.managed_addon import AddonCluster, ManagedAddon, addon_identity, install_addons
from components.component import Component
from components.naming import ENVIRONMENT_TAG

_CNI_POLICY = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"


@dataclass(frozen=True, kw_only=True)
class NodeAddonsArgs:
    """The cluster, and the pinned version of each add-on."""

    cluster: AddonCluster
    """The cluster."""
    vpc_cni_version: str
    """The version of `vpc-cni`, such as `v1.20.4-eksbuild.1`."""
    kube_proxy_version: str
    """The version of `kube-proxy`."""
    pod_identity_agent_version: str
    """The version of `eks-pod-identity-agent`."""


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
        cni = addon_identity(self, f"{name}-vpc-cni", args.cluster, service_account="aws-node", policy_arn=_CNI_POLICY)
        self.versions = install_addons(
            self,
            name,
            args.cluster,
            {
                "vpc-cni": ManagedAddon(
                    version=args.vpc_cni_version,
                    configuration=json.dumps(cni_configuration(args.cluster.environment)),
                ),
                "kube-proxy": ManagedAddon(version=args.kube_proxy_version),
                "eks-pod-identity-agent": ManagedAddon(version=args.pod_identity_agent_version),
            },
            after=[cni.association],
        )
        self.register()


def cni_configuration(environment: str) -> dict[str, object]:
    """Network policies are enforced, and from a pod's first packet on.

    The standard mode lets a starting pod talk to everybody until its policies have arrived. In strict mode a pod
    that no policy selects is closed, so every namespace needs policies, `kube-system` included.

    The network interfaces that the CNI adds to nodes carry the environment's tag: IAM keeps others off by that.
    """
    interface_tags = json.dumps({ENVIRONMENT_TAG: environment})
    return {
        "enableNetworkPolicy": "true",
        "env": {"ADDITIONAL_ENI_TAGS": interface_tags, "NETWORK_POLICY_ENFORCING_MODE": "strict"},
    }
