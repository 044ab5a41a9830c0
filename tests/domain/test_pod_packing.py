"""Whether pods find a place."""

from collections import Counter

from domain.machine import Room
from domain.plane import NodePlane
from domain.pod_demand import PodDemand
from domain.pod_packing import Node, unplaced
from domain.quantity import CpuQuantity, MemoryQuantity

MIB = 2**20


def node(zone: str = "a", *, millicores: int = 1000, pods: int = 10, serves: NodePlane = "system") -> Node:
    """A node with 1 GiB."""
    room = Room(millicores=millicores, bytes=1024 * MIB, pods=pods)
    return Node(pool="system", serves=frozenset({serves}), zone=zone, room=room)


def demand(
    name: str = "vault",
    *,
    replicas: int = 1,
    cpu: str = "100m",
    memory: str | None = "64Mi",
    spread: bool = False,
    daemonset: bool = False,
) -> PodDemand:
    """A service of the platform's."""
    return PodDemand(
        name=name,
        plane="system",
        replicas=replicas,
        cpu=CpuQuantity(cpu),
        memory=MemoryQuantity(memory) if memory else None,
        spread=spread,
        daemonset=daemonset,
    )


def left_over(nodes: list[Node], *demands: PodDemand) -> Counter[str]:
    """How many pods of each find no place."""
    found: Counter[str] = Counter()
    for one in unplaced(nodes, demands, lambda one: one.replicas):
        found[one.demand.name] += one.pods
    return found


def test_pods_fill_nodes() -> None:
    """Ten of a tenth fit, the eleventh does not."""
    assert left_over([node()], demand(replicas=10)) == {}
    assert left_over([node()], demand(replicas=11)) == {"vault": 1}


def test_a_pod_that_is_larger_than_any_node_has_no_place() -> None:
    """The sum of all nodes is no node."""
    assert left_over([node(), node()], demand(cpu="1500m")) == {"vault": 1}


def test_pods_without_end_are_counted_at_once() -> None:
    """Where one finds no place, none of those that follow does."""
    assert left_over([node()], demand(replicas=10**12)) == {"vault": 10**12 - 10}


def test_large_pods_come_first() -> None:
    """Small ones in between would leave each of two nodes too little for a large one."""
    small, large = demand("small", replicas=8), demand("large", replicas=2, cpu="600m")
    assert left_over([node(), node()], small, large) == {}


def test_a_daemonset_takes_of_every_node() -> None:
    """What runs on each node is gone before anything else is placed."""
    agent = demand("agent", cpu="300m", daemonset=True)
    assert left_over([node(), node()], agent, demand(replicas=15)) == {"vault": 1}


def test_pods_run_on_the_nodes_of_their_plane() -> None:
    """Room of another pool is none."""
    assert left_over([node(serves="execution")], demand()) == {"vault": 1}


def test_what_is_spread_waits_for_the_zone_that_has_fewest() -> None:
    """Room in the other zone does not help: the scheduler would not use it."""
    nodes = [node("a"), node("b", millicores=100)]
    assert left_over(nodes, demand(replicas=4, cpu="100m")) == {}
    assert left_over(nodes, demand(replicas=4, cpu="100m", spread=True)) == {"vault": 1}


def test_what_is_missing_is_what_no_node_has_left() -> None:
    """Of a node that is full of pods, neither processor nor memory is missing."""
    (found,) = unplaced([node(pods=1)], [demand(replicas=2)], lambda one: one.replicas)
    assert found.missing == Room(millicores=0, bytes=0, pods=1)


def test_where_each_is_left_on_another_node_all_is_missing() -> None:
    """A processor here and memory there make no place."""
    nodes = [node(), node()]
    taken = [demand("processor", cpu="1"), demand("memory", cpu="10m", memory="1Gi")]
    (found,) = unplaced(nodes, [*taken, demand(cpu="200m")], lambda one: one.replicas)
    assert found.missing == Room(millicores=200, bytes=64 * MIB, pods=1)
