"""Who may talk to whom: flows as data, and the network policies rendered from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from components.component import Component
from components.kubernetes.labels import NAMESPACE_NAME, REASON
from domain import ports

Protocol = Literal["TCP", "UDP"]
"""What a conversation is carried by."""

BY_NAMES: tuple[Protocol, ...] = ("UDP", "TCP")
"""What names are asked by: an answer that is too long for a packet is asked for again over a connection."""


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods by their labels, in one namespace or in every namespace with certain labels."""

    namespace: str | None = None
    """The one namespace; without it, `namespace_labels` select."""
    namespace_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """The labels of the namespaces."""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """The labels of the pods; none means all pods."""
    ours: bool = True
    """Whether this stack writes policies on their side: it does not in a namespace that another stack owns."""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Addresses outside the cluster's pods."""

    blocks: pulumi.Input[Sequence[str]]
    """CIDR blocks; how many need not be known before the policy is made."""
    excluded: Sequence[str] = ()
    """Blocks inside them that stay closed."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One permitted way. What no flow describes is denied by the namespaces."""

    name: str
    """Names the policies it becomes."""
    source: Pods | Addresses
    """Who begins the conversation; where it is no pod, only the side that answers has a policy."""
    destination: Pods | Addresses
    """Who answers."""
    ports: Sequence[int]
    """The ports."""
    reason: str
    """Why it is there, in half a sentence; whoever looks at the policy reads it."""
    protocols: Sequence[Protocol] = ("TCP",)
    """By which the ports are reached."""


@dataclass(frozen=True, kw_only=True)
class TrafficArgs:
    """The flows that an environment permits."""

    flows: Sequence[Flow]
    """Every permitted way."""
    namespaces: Mapping[str, pulumi.Input[str]]
    """The namespaces that policies are written into, by name; their values order the policies after them."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Traffic(Component):
    """The network policies of all flows: each is permitted on the side that begins and on the side that answers."""

    policies: pulumi.Output[list[str]]
    """The names of the policies, known once all are in force."""

    def __init__(self, name: str, args: TrafficArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Traffic", name, None, opts)
        self.inside = args.cluster
        policies = [
            networking.NetworkPolicy(
                f"{name}-{flow.name}-{side}",
                metadata=meta.ObjectMetaArgs(
                    name=f"{flow.name}-{side}",
                    namespace=args.namespaces[namespace],
                    annotations={REASON: flow.reason},
                ),
                spec=spec,
                opts=self.child(),
            )
            for flow in args.flows
            for side, namespace, spec in rendered(flow)
        ]
        self.policies = pulumi.Output.all(*(policy.metadata.name for policy in policies)).apply(
            lambda names: sorted(str(policy_name) for policy_name in names)
        )
        self.register()


def rendered(flow: Flow) -> list[tuple[str, str, networking.NetworkPolicySpecArgs]]:
    """The side, namespace and specification of each policy that a flow needs."""
    served = [
        networking.NetworkPolicyPortArgs(port=port, protocol=protocol)
        for port in flow.ports
        for protocol in flow.protocols
    ]
    policies: list[tuple[str, str, networking.NetworkPolicySpecArgs]] = []
    if isinstance(flow.source, Pods) and flow.source.ours and flow.source.namespace:
        spec = networking.NetworkPolicySpecArgs(
            pod_selector=_selector(flow.source.labels),
            policy_types=["Egress"],
            egress=[networking.NetworkPolicyEgressRuleArgs(to=_peers(flow.destination), ports=served)],
        )
        policies.append(("egress", flow.source.namespace, spec))
    if isinstance(flow.destination, Pods) and flow.destination.ours and flow.destination.namespace:
        spec = networking.NetworkPolicySpecArgs(
            pod_selector=_selector(flow.destination.labels),
            policy_types=["Ingress"],
            ingress=[networking.NetworkPolicyIngressRuleArgs(from_=_peers(flow.source), ports=served)],
        )
        policies.append(("ingress", flow.destination.namespace, spec))
    return policies


def name_ports() -> list[networking.NetworkPolicyPortArgs]:
    """The ports that a resolver answers on."""
    return [networking.NetworkPolicyPortArgs(port=ports.NAMES, protocol=protocol) for protocol in BY_NAMES]


def _peers(side: Pods | Addresses) -> pulumi.Input[Sequence[pulumi.Input[networking.NetworkPolicyPeerArgs]]]:
    if isinstance(side, Addresses):
        excluded = list(side.excluded) or None
        return pulumi.Output.from_input(side.blocks).apply(
            lambda blocks: [
                networking.NetworkPolicyPeerArgs(ip_block=networking.IPBlockArgs(cidr=block, except_=excluded))
                for block in blocks
            ]
        )
    namespaces = {NAMESPACE_NAME: side.namespace} if side.namespace else side.namespace_labels
    return [
        networking.NetworkPolicyPeerArgs(namespace_selector=_selector(namespaces), pod_selector=_selector(side.labels))
    ]


def _selector(labels: Mapping[str, str]) -> meta.LabelSelectorArgs:
    # Without labels it selects all; the API server keeps no empty map (see `pod_template`).
    return meta.LabelSelectorArgs(match_labels=dict(labels) or None)
