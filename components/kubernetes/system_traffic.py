"""The traffic of `kube-system`: in strict mode even AWS's own add-ons are closed until a policy opens them."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from components.component import Component
from components.kubernetes.traffic import name_ports
from domain.addresses import AMAZON_RESOLVER, KUBERNETES_API, POD_IDENTITY_AGENT
from domain.plane import PLANE_KEY, Plane
from domain.system_namespace import KUBE_SYSTEM


@dataclass(frozen=True, kw_only=True)
class SystemTrafficArgs:
    """The network that the add-ons work in."""

    vpc_cidr: pulumi.Input[str]
    """The addresses of the VPC: its resolver and AWS's private endpoints are among them."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class SystemTraffic(Component):
    """Add-ons reach the VPC, the Kubernetes API and their credentials, not the internet; workers may not ask for names.

    The cluster's resolver asks the VPC's about all that it doesn't know, so that a name is a way out: the execution
    plane has a resolver of its own, and everybody else may ask this one.

    The instance metadata is closed to them: the driver of the volumes asks it first, and then the Kubernetes API.
    """

    policies: pulumi.Output[list[str]]
    """The names of the policies, known once all are in force."""

    def __init__(self, name: str, args: SystemTrafficArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:SystemTraffic", name, None, opts)
        self.inside = args.cluster
        self.resources: list[pulumi.Resource] = []
        reached = [args.vpc_cidr, KUBERNETES_API, AMAZON_RESOLVER, POD_IDENTITY_AGENT]
        addons = self._policy(
            name,
            "addons-reach-the-vpc",
            networking.NetworkPolicySpecArgs(
                pod_selector=meta.LabelSelectorArgs(),
                policy_types=["Egress"],
                egress=[
                    networking.NetworkPolicyEgressRuleArgs(
                        to=[
                            networking.NetworkPolicyPeerArgs(ip_block=networking.IPBlockArgs(cidr=block))
                            for block in reached
                        ]
                    )
                ],
            ),
        )
        names = self._policy(
            name,
            "names-for-all-but-workers",
            networking.NetworkPolicySpecArgs(
                pod_selector=meta.LabelSelectorArgs(match_labels={"k8s-app": "kube-dns"}),
                policy_types=["Ingress"],
                ingress=[
                    networking.NetworkPolicyIngressRuleArgs(
                        from_=[networking.NetworkPolicyPeerArgs(namespace_selector=_all_but("execution"))],
                        ports=name_ports(),
                    )
                ],
            ),
        )
        self.policies = pulumi.Output.all(addons, names)
        self.register()

    def _policy(self, name: str, policy: str, spec: networking.NetworkPolicySpecArgs) -> pulumi.Output[str]:
        resource = networking.NetworkPolicy(
            f"{name}-{policy}",
            metadata=meta.ObjectMetaArgs(name=policy, namespace=KUBE_SYSTEM),
            spec=spec,
            opts=self.child(),
        )
        self.resources.append(resource)
        return resource.metadata.name.apply(str)


def _all_but(plane: Plane) -> meta.LabelSelectorArgs:
    """All namespaces, those without a plane among them, but those of one plane."""
    return meta.LabelSelectorArgs(
        match_expressions=[meta.LabelSelectorRequirementArgs(key=PLANE_KEY, operator="NotIn", values=[plane])]
    )
