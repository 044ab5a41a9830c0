"""Which ports of a destination the network policies of a cluster let a pod connect to; nothing here knows a network."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portarium_sandbox.pods.objects import Object, part, several, words
from portarium_sandbox.pods.selector import selects


@dataclass(frozen=True, order=True)
class Ports:
    """A range of ports of one protocol."""

    protocol: str
    first: int
    last: int


EVERY_PORT = (Ports("TCP", 1, 65535), Ports("UDP", 1, 65535))


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A pod, or an address outside the cluster, which has no namespace."""

    addresses: tuple[str, ...]
    namespace: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    namespace_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    named_ports: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """Ports by protocol and name."""


@dataclass(frozen=True)
class Policies:
    """All network policies of a cluster. `strict` closes a pod that no policy selects, as the VPC CNI's mode does."""

    objects: Sequence[Object]
    strict: bool = False

    def isolates(self, pod: Peer, direction: str) -> bool:
        """Say whether a pod connects, or is connected to, by permission only."""
        return self.strict or bool(self._about(pod, direction))

    def permitted(self, source: Peer, destination: Peer) -> tuple[Ports, ...]:
        """Give the ports that both sides permit."""
        return common(self.egress(source, destination), self.ingress(source, destination))

    def egress(self, source: Peer, destination: Peer) -> tuple[Ports, ...]:
        """Give the ports to which a pod may connect as far as its own policies say."""
        return self._side(source, destination, destination, direction="Egress", peers="to")

    def ingress(self, source: Peer, destination: Peer) -> tuple[Ports, ...]:
        """Give the ports that the policies of a destination open to a pod."""
        if destination.namespace is None:
            return EVERY_PORT
        return self._side(destination, source, destination, direction="Ingress", peers="from")

    def _side(self, selected: Peer, other: Peer, destination: Peer, *, direction: str, peers: str) -> tuple[Ports, ...]:
        if not self.isolates(selected, direction):
            return EVERY_PORT
        found: set[Ports] = set()
        for policy in self._about(selected, direction):
            for rule in several(policy["spec"], direction.lower()):
                named = several(rule, peers)
                if not named or any(_matches(each, other, policy["metadata"]["namespace"]) for each in named):
                    found.update(_ports(rule.get("ports"), destination))
        return tuple(sorted(found))

    def _about(self, pod: Peer, direction: str) -> list[Object]:
        return [
            policy
            for policy in self.objects
            if policy["metadata"]["namespace"] == pod.namespace
            and direction in _directions(policy["spec"])
            and selects(part(policy["spec"], "podSelector"), pod.labels)
        ]


def common(one: Iterable[Ports], other: Iterable[Ports]) -> tuple[Ports, ...]:
    """Give what two lists of ports have in common."""
    others = list(other)
    return tuple(
        sorted(
            {
                Ports(a.protocol, max(a.first, b.first), min(a.last, b.last))
                for a in one
                for b in others
                if a.protocol == b.protocol and max(a.first, b.first) <= min(a.last, b.last)
            }
        )
    )


def includes(ports: Iterable[Ports], protocol: str, port: int) -> bool:
    """Say whether a port is among some."""
    return any(each.protocol == protocol and each.first <= port <= each.last for each in ports)


def _directions(spec: Object) -> Sequence[str]:
    # The API server fills it in; what it fills in is this.
    return spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])


def _matches(named: Object, peer: Peer, namespace: str) -> bool:
    if block := named.get("ipBlock"):
        return any(_is_inside(address, block) for address in peer.addresses)
    if peer.namespace is None:
        return False
    if (of_namespace := named.get("namespaceSelector")) is not None:
        if not selects(of_namespace, peer.namespace_labels):
            return False
    elif peer.namespace != namespace:
        return False
    of_pod = named.get("podSelector")
    return of_pod is None or selects(of_pod, peer.labels)


def _is_inside(address: str, block: Object) -> bool:
    found = ipaddress.ip_address(address)
    return found in ipaddress.ip_network(block["cidr"]) and not any(
        found in ipaddress.ip_network(excluded) for excluded in words(block, "except")
    )


def _ports(wanted: Sequence[Object] | None, destination: Peer) -> Iterable[Ports]:
    if not wanted:
        return EVERY_PORT
    found: list[Ports] = []
    for each in wanted:
        protocol, port = each.get("protocol", "TCP"), each.get("port")
        if port is None:
            found.append(Ports(protocol, 1, 65535))
        elif isinstance(port, int):
            found.append(Ports(protocol, port, int(each.get("endPort") or port)))
        elif number := destination.named_ports.get((protocol, port)):
            found.append(Ports(protocol, number, number))
    return found
