"""Whether pods find a place: as a scheduler would, the largest first, each on the first node that has room for it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.machine import Room
from domain.plane import NodePlane
from domain.pod_demand import PodDemand


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node that there would be."""

    pool: str
    """Its pool."""
    serves: frozenset[NodePlane]
    """The planes whose pods run there."""
    zone: str
    """Its zone."""
    room: Room
    """What it leaves to pods."""


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """Pods that find no place."""

    demand: PodDemand
    """What they are of."""
    pods: int
    """How many they are."""
    missing: Room
    """What no node that they may run on has left, of what each requests: all of it where no node has all at once."""


def unplaced(
    nodes: Sequence[Node], demands: Sequence[PodDemand], count: Callable[[PodDemand], int]
) -> Iterator[Unplaced]:
    """Yield what finds no place; `count` says how many pods there are of a demand."""
    left = [node.room for node in nodes]
    for demand in demands:
        if not demand.daemonset:
            continue
        for index, node in enumerate(nodes):
            if demand.plane is None or demand.plane in node.serves:
                for _ in range(count(demand)):
                    if not left[index].holds(request_of(demand)):
                        yield Unplaced(demand=demand, pods=1, missing=_missing(request_of(demand), [left[index]]))
                    left[index] = left[index].without(request_of(demand))
    others = [demand for demand in demands if not demand.daemonset]
    # What has to lie in several zones has the fewest choices, and comes while there are some.
    for demand in sorted(others, key=lambda one: (one.spread, *_size(one)), reverse=True):
        yield from _place(demand, count(demand), nodes, left)


def request_of(demand: PodDemand) -> Room:
    """What one pod takes of a node."""
    return Room(
        millicores=demand.cpu.millicores if demand.cpu else 0,
        bytes=demand.memory.bytes if demand.memory else 0,
        pods=1,
    )


def _place(demand: PodDemand, pods: int, nodes: Sequence[Node], left: list[Room]) -> Iterator[Unplaced]:
    request = request_of(demand)
    eligible = [index for index, node in enumerate(nodes) if demand.plane in node.serves]
    in_zone = Counter({nodes[index].zone: 0 for index in eligible})
    on_node = Counter(dict.fromkeys(eligible, 0))
    for placed in range(pods):
        permitted = eligible
        if demand.spread:
            fewest = min(in_zone.values(), default=0)
            permitted = [index for index in eligible if in_zone[nodes[index].zone] == fewest]
            # As the scheduler scores them: few of its kind, then much room.
            permitted.sort(key=lambda index: (on_node[index], -left[index].millicores))
        place = next((index for index in permitted if left[index].holds(request)), None)
        if place is None:
            # Nor does any that follows: it asks for the same, of the same nodes.
            yield Unplaced(
                demand=demand, pods=pods - placed, missing=_missing(request, [left[index] for index in permitted])
            )
            return
        left[place] = left[place].without(request)
        in_zone[nodes[place].zone] += 1
        on_node[place] += 1


def _size(demand: PodDemand) -> tuple[int, int]:
    """Large ones first: by memory at four GiB a core, which is what nodes have, or by processor if that is more."""
    request = request_of(demand)
    return max(request.millicores, request.bytes * 1000 // 2**32), request.bytes


def _missing(request: Room, rooms: Sequence[Room]) -> Room:
    cpu = not any(room.millicores >= request.millicores for room in rooms)
    memory = not any(room.bytes >= request.bytes for room in rooms)
    pods = not any(room.pods >= request.pods for room in rooms)
    # Each is left somewhere, and all nowhere: it takes a node that has all.
    everything = not (cpu or memory or pods)
    return Room(
        millicores=request.millicores if cpu or everything else 0,
        bytes=request.bytes if memory or everything else 0,
        pods=request.pods if pods or everything else 0,
    )
