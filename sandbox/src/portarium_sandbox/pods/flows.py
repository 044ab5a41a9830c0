"""Turns what a cluster has and permits into the switch's rules, and into the addresses that it answers for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from portarium_sandbox.pods.network import Rule, Way
from portarium_sandbox.pods.policy import EVERY_PORT, Peer, Policies, Ports, common, includes

_ALLOWED, _CLOSED, _END = 1000, 1500, 2000
# What a pod connects from; a reply comes from below, unless a port is named.
_FIRST_EPHEMERAL = 32768


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A pod with a cable."""

    cable: int
    address: str
    peer: Peer


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One of the pods behind a service."""

    address: str
    port: int
    is_ready: bool


@dataclass(frozen=True, kw_only=True)
class Served:
    """An address and port that the switch answers for: a service with its endpoints, or what lies outside."""

    address: str
    port: int
    protocol: str = "TCP"
    peer: Peer | None = None
    """Whom policies see there, if no endpoint."""
    endpoints: tuple[Endpoint, ...] = ()
    sticky: bool = False
    """Whether a pod stays with the endpoint that it had."""


def rules(pods: Sequence[Pod], served: Iterable[Served], peers: Mapping[str, Peer], policies: Policies) -> set[Rule]:
    """Give the rules for what the policies permit between pods, and to what the switch answers for.

    `peers` are all pods of the cluster by their addresses, with a cable or played.
    """
    found: set[Rule] = set()
    kept = list(served)
    for source in pods:
        isolated = policies.isolates(source.peer, "Egress")
        for destination in pods:
            if destination is source:
                continue
            ports = policies.permitted(source.peer, destination.peer)
            found |= _between(source, destination, ports)
            if not isolated and policies.isolates(destination.peer, "Ingress"):
                found.add(_rule(source, "blackhole", _CLOSED, destination.address))
        for one in kept:
            if reachable(source, one, peers, policies):
                ports = (one.port, one.port)
                found.add(_rule(source, "local", _ALLOWED, one.address, one.protocol, to_ports=ports))
            elif not isolated:
                found.add(_rule(source, "blackhole", _CLOSED, one.address, one.protocol, to_ports=(one.port, one.port)))
        found.add(_rule(source, "blackhole" if isolated else "unreachable", _END))
    return found


def reachable(source: Pod, served: Served, peers: Mapping[str, Peer], policies: Policies) -> list[Endpoint] | bool:
    """Give the endpoints of a service that a pod may use; for all else, say whether it may."""
    if served.peer:
        return includes(policies.permitted(source.peer, served.peer), served.protocol, served.port)
    if not served.endpoints:
        return not policies.isolates(source.peer, "Egress")
    return [each for each in served.endpoints if _may_use(source, served, each, peers.get(each.address), policies)]


def _may_use(source: Pod, served: Served, endpoint: Endpoint, destination: Peer | None, policies: Policies) -> bool:
    """The VPC CNI looks at what leaves a pod before the service's port becomes its pod's, at what arrives after."""
    if destination is None:
        return False
    seen = replace(destination, addresses=(*destination.addresses, served.address))
    return includes(policies.egress(source.peer, seen), served.protocol, served.port) and (
        includes(policies.ingress(source.peer, destination), served.protocol, endpoint.port)
    )


def _between(source: Pod, destination: Pod, ports: Iterable[Ports]) -> set[Rule]:
    found: set[Rule] = set()
    for each in ports:
        span = (each.first, each.last)
        found.add(_rule(source, "main", _ALLOWED, destination.address, each.protocol, to_ports=span))
        # The way back. Of all ports it is those that servers use: else who may be called could call.
        answering = common([each], [Ports(each.protocol, 1, _FIRST_EPHEMERAL - 1)]) if each in EVERY_PORT else [each]
        for back in answering:
            found.add(
                _rule(destination, "main", _ALLOWED, source.address, each.protocol, from_ports=(back.first, back.last))
            )
    return found


def _rule(
    source: Pod,
    way: Way,
    priority: int,
    destination: str | None = None,
    protocol: str | None = None,
    *,
    to_ports: tuple[int, int] | None = None,
    from_ports: tuple[int, int] | None = None,
) -> Rule:
    return Rule(
        cable=source.cable,
        way=way,
        priority=priority,
        destination=destination,
        protocol=protocol,
        to_ports=to_ports,
        from_ports=from_ports,
    )
