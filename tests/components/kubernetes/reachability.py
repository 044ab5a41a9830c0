"""Decides from rendered network policies who reaches whom, by the rules of the Kubernetes API and not by our flows.

A connection is open when the policies that select its source permit it to leave and the policies that select its
destination permit it to enter; a pod that no policy selects in a direction is open in that direction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

Policy = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A pod as policies see it."""

    namespace: str
    namespace_labels: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Address:
    """Anything that is not a pod."""

    ip: str


def reaches(
    policies: Sequence[Policy], source: Pod | Address, destination: Pod | Address, port: int, protocol: str = "TCP"
) -> bool:
    """Whether a connection is open."""
    leaves = _permitted(policies, "Egress", source, destination, (port, protocol))
    return leaves and _permitted(policies, "Ingress", destination, source, (port, protocol))


def _permitted(
    policies: Sequence[Policy], direction: str, subject: Pod | Address, peer: Pod | Address, port: tuple[int, str]
) -> bool:
    if isinstance(subject, Address):
        return True
    selecting = [
        policy["spec"]
        for policy in policies
        if policy["metadata"]["namespace"] == subject.namespace
        and direction in policy["spec"]["policyTypes"]
        and _selects(policy["spec"].get("podSelector", {}), subject.labels)
    ]
    if not selecting:
        return True
    rules = [rule for spec in selecting for rule in spec.get(direction.lower(), [])]
    side = "to" if direction == "Egress" else "from"
    return any(_covers(rule, side, peer, port) for rule in rules)


def _covers(rule: Mapping[str, Any], side: str, peer: Pod | Address, port: tuple[int, str]) -> bool:
    ports = rule.get("ports", [])
    peers = rule.get(side, [])
    port_open = not ports or any((p["port"], p.get("protocol", "TCP")) == port for p in ports)
    return port_open and (not peers or any(_matches(candidate, peer) for candidate in peers))


def _matches(candidate: Mapping[str, Any], peer: Pod | Address) -> bool:
    if isinstance(peer, Address):
        block = candidate.get("ipBlock")
        if block is None:
            return False
        ip = ip_address(peer.ip)
        return ip in ip_network(block["cidr"]) and not any(ip in ip_network(hole) for hole in block.get("except", []))
    if "ipBlock" in candidate:
        return False
    return _selects(candidate.get("namespaceSelector", {}), peer.namespace_labels) and _selects(
        candidate.get("podSelector", {}), peer.labels
    )


def _selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and not any(
        _is_one_of(expression, labels) for expression in selector.get("matchExpressions", [])
    )


def _is_one_of(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    if expression["operator"] != "NotIn":
        raise NotImplementedError(f"{expression['operator']}: no policy uses it; teach this evaluator before one does")
    return labels.get(expression["key"]) in expression["values"]
