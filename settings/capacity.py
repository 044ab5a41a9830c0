"""Whether all pods that there can be find a place on the nodes that there can be, and what is missing if not."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from domain.machine import Room
from domain.plane import NodePlane
from domain.pod_demand import PodDemand
from domain.pod_packing import Node, Unplaced, unplaced
from settings.machines import machine_of
from settings.sections.node_pools import NodePool

_SHOWN = 3
_MEBIBYTE = 2**20
# More are in no managed node group, by EKS's quota.
_MOST_NODES = 450


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The nodes that a stack may have."""

    pools: Mapping[str, NodePool]
    """Its pools by name."""
    zones: Sequence[str]
    """The zones of its network, in which a pool lies that names none."""
    survives_a_zone: bool
    """Whether everything has to fit without one of the zones."""


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One state that the nodes can be in, and what has to fit then."""

    nodes: tuple[Node, ...]
    pods: Callable[[PodDemand], int]
    when: str


def shortages(ground: Ground, demands: Sequence[PodDemand]) -> Iterator[tuple[str, str]]:
    """Yield the path of each pool that has too little room, and what is missing: one line for what shares its nodes."""
    told: set[tuple[str, ...]] = set()
    for case in _cases(ground):
        by_pools: dict[tuple[str, ...], list[Unplaced]] = {}
        for pod in unplaced(case.nodes, demands, case.pods):
            pools = _pools_of(ground, pod.demand)
            by_pools.setdefault(pools, []).append(pod)
        for pools, pods in by_pools.items():
            # A plane without a pool is another check's to tell, and a case that follows says the same once more.
            if pools and pools not in told:
                told.add(pools)
                yield f"nodePools.{pools[0]}", _sentence(ground, pools, case, pods)


def fitting(ground: Ground, demands: Sequence[PodDemand], guest: Sequence[PodDemand]) -> int:
    """Return how many guests fit beside what is there, all at their worst at once."""
    whole = _largest(ground)
    for guests in count(1):
        if any(unplaced(whole.nodes, [*demands, *(_times(one, guests) for one in guest)], whole.pods)):
            return guests - 1
    raise AssertionError("a pool has an end")


def _times(demand: PodDemand, guests: int) -> PodDemand:
    return replace(demand, replicas=demand.replicas * guests)


def _cases(ground: Ground) -> Iterator[_Case]:
    yield _largest(ground)
    if ground.survives_a_zone:
        for zone in ground.zones:
            yield _Case(
                nodes=_nodes(ground, lambda pool: pool.maximum, gone=zone),
                pods=lambda demand: demand.replicas,
                when=f"at its largest without {zone}",
            )
    yield _Case(
        nodes=_nodes(ground, lambda pool: pool.minimum), pods=lambda demand: demand.always, when="at its smallest"
    )


def _largest(ground: Ground) -> _Case:
    return _Case(
        nodes=_nodes(ground, lambda pool: pool.maximum), pods=lambda demand: demand.replicas, when="at its largest"
    )


def _nodes(ground: Ground, size: Callable[[NodePool], int], gone: str = "") -> tuple[Node, ...]:
    """The nodes, as evenly over the zones as AWS keeps them; the zone that is gone has as many as any."""
    return tuple(
        Node(pool=name, serves=frozenset[NodePlane](pool.serves), zone=zone, room=_room(pool))
        for name, pool in ground.pools.items()
        for zone in _zones_of_nodes(pool, ground, size(pool), first=gone)
        if zone != gone
    )


def _zones_of_nodes(pool: NodePool, ground: Ground, nodes: int, *, first: str) -> list[str]:
    zones = sorted(map(str, pool.zones or ground.zones), key=lambda zone: zone != first)
    return [zones[index % len(zones)] for index in range(min(nodes, _MOST_NODES))]


def _room(pool: NodePool) -> Room:
    """What each node has: AWS starts any of the pool's types."""
    rooms = [machine_of(instance_type).allocatable for instance_type in pool.instance_types]
    return Room(
        millicores=min(room.millicores for room in rooms),
        bytes=min(room.bytes for room in rooms),
        pods=min(room.pods for room in rooms),
    )


def _pools_of(ground: Ground, demand: PodDemand) -> tuple[str, ...]:
    return tuple(name for name, pool in ground.pools.items() if demand.plane is None or demand.plane in pool.serves)


def _sentence(ground: Ground, pools: tuple[str, ...], case: _Case, pods: Sequence[Unplaced]) -> str:
    types = dict.fromkeys(str(one) for name in pools for one in ground.pools[name].instance_types)
    nodes = sum(node.pool in pools for node in case.nodes)
    of = f", together with {' and '.join(pools[1:])}" if pools[1:] else ""
    names: Counter[str] = Counter()
    for pod in pods:
        names[pod.demand.name] += pod.pods
    shown = ", ".join(f"{number} of {name}" for name, number in names.most_common(_SHOWN))
    more = f" and of {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{case.when}{of} ({nodes} of {', '.join(types)}) it lacks {_missing(pods)}: no place for {shown}{more}"


def _missing(pods: Sequence[Unplaced]) -> str:
    millicores = sum(pod.missing.millicores * pod.pods for pod in pods)
    mebibytes = -(-sum(pod.missing.bytes * pod.pods for pod in pods) // _MEBIBYTE)
    slots = sum(pod.missing.pods * pod.pods for pod in pods)
    amounts = (
        (millicores, f"{millicores}m of cpu"),
        (mebibytes, f"{mebibytes}Mi of memory"),
        (slots, "1 pod" if slots == 1 else f"{slots} pods"),
    )
    return " and ".join(text for amount, text in amounts if amount)
