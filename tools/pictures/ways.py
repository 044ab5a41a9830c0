"""Who may begin a conversation with whom, read back out of the network policies that a stack registers.

A way counts when both of its ends permit it by the rules of Kubernetes, which the tests' evaluator knows: a policy on
one side alone opens nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from components.kubernetes.labels import COMPONENT, NAMESPACE_NAME, REASON
from tests.components.kubernetes.reachability import Address, Pod, reaches

Policy = Mapping[str, Any]
Labels = tuple[tuple[str, str], ...]

_NAMING = (COMPONENT, "app.kubernetes.io/instance", "k8s-app")
"""The labels that say who a pod is, the first one that a policy asks for."""
_ANY_PORT = 443
"""Asked for where a policy lets all ports pass."""


@dataclass(frozen=True, kw_only=True, order=True)
class Side:
    """One end of a way."""

    namespace: str
    """The namespace; empty outside of the cluster's pods."""
    who: str
    """The component, `all pods`, or what the addresses belong to."""
    labels: Labels = field(default=(), compare=False)
    """The labels by which the pods are meant."""
    block: str = field(default="", compare=False)
    """The addresses, outside of the cluster's pods."""

    def __str__(self) -> str:
        return f"{self.who} in {self.namespace}" if self.namespace else self.who


@dataclass(frozen=True, kw_only=True, order=True)
class Way:
    """One permitted way."""

    source: Side
    """Who begins."""
    destination: Side
    """Who answers."""
    ports: tuple[tuple[int, str], ...]
    """The ports with their protocols; none means all."""
    reason: str
    """Why it is there."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What names and addresses mean in a cluster."""

    namespaces: Mapping[str, Mapping[str, str]]
    """The labels of each namespace of ours."""
    blocks: Mapping[str, str]
    """Whose addresses are whose, the smallest block deciding."""


def ways(policies: Sequence[Policy], ground: Ground) -> list[Way]:
    """Every way that is open, once, whichever of its sides has the policy."""
    found = {way for policy in policies for way in _of_policy(policy, ground)}
    # Both sides say why in words of their own; the longer ones are kept.
    by_ends = {
        (way.source, way.destination, way.ports): way for way in sorted(found, key=lambda way: (len(way.reason), way))
    }
    return sorted(way for way in by_ends.values() if _is_open(policies, way, ground))


def _of_policy(policy: Policy, ground: Ground) -> Iterator[Way]:
    metadata, spec = policy["metadata"], policy["spec"]
    reason = str(metadata.get("annotations", {}).get(REASON, ""))
    own = _pods(str(metadata["namespace"]), spec.get("podSelector", {}))
    for direction, key in (("egress", "to"), ("ingress", "from")):
        for rule in spec.get(direction, []):
            served = tuple(
                sorted((int(each["port"]), str(each.get("protocol", "TCP"))) for each in rule.get("ports", []))
            )
            for peer in {side for each in rule[key] for side in _peers(each, own.namespace, ground)}:
                source, destination = (own, peer) if direction == "egress" else (peer, own)
                yield Way(source=source, destination=destination, ports=served, reason=reason)


def _peers(peer: Mapping[str, Any], namespace: str, ground: Ground) -> Iterator[Side]:
    if "ipBlock" in peer:
        block = str(peer["ipBlock"]["cidr"])
        yield Side(namespace="", who=_whose(block, ground.blocks), block=block)
        return
    wanted: dict[str, str] = peer.get("namespaceSelector", {}).get("matchLabels", {})
    if NAMESPACE_NAME in wanted or not wanted:
        yield _pods(wanted.get(NAMESPACE_NAME, namespace), peer.get("podSelector", {}))
        return
    for name, labels in ground.namespaces.items():
        if wanted.items() <= labels.items():
            yield _pods(name, peer.get("podSelector", {}))


def _pods(namespace: str, selector: Mapping[str, Any]) -> Side:
    labels: Mapping[str, str] = selector.get("matchLabels", {})
    excluded = [
        f"all but {', '.join(expression['values'])}"
        for expression in selector.get("matchExpressions", [])
        if expression["operator"] == "NotIn"
    ]
    named = next((labels[name] for name in _NAMING if name in labels), "")
    who = named or " ".join(excluded) or "all pods"
    return Side(namespace=namespace, who=who, labels=tuple(sorted(labels.items())))


def _whose(block: str, blocks: Mapping[str, str]) -> str:
    wanted = IPv4Network(block)
    holders = [known for known in blocks if wanted.subnet_of(IPv4Network(known))]
    return blocks[max(holders, key=lambda known: IPv4Network(known).prefixlen)] if holders else block


def _is_open(policies: Sequence[Policy], way: Way, ground: Ground) -> bool:
    ends = _subject(way.source, ground), _subject(way.destination, ground)
    return all(reaches(policies, *ends, port, protocol) for port, protocol in way.ports or ((_ANY_PORT, "TCP"),))


def _subject(side: Side, ground: Ground) -> Pod | Address:
    if not side.namespace:
        network = IPv4Network(side.block)
        return Address(str(network[9] if network.num_addresses > 9 else network[0]))  # noqa: PLR2004 - any but the first few
    labels = {**ground.namespaces.get(side.namespace, {}), NAMESPACE_NAME: side.namespace}
    return Pod(namespace=side.namespace, namespace_labels=labels, labels=dict(side.labels))
