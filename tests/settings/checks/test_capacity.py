"""The room on the nodes: what finds no place is refused, with the pool and what is missing."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import re

import pytest

from domain.machine import Room
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity
from settings.capacity import Ground, fitting, shortages
from settings.sections.node_pools import NodePool
from tests.settings.configuration import problems

_WIDE = {"quotas.execution": {"cpu": "100", "memory": "100Gi", "pods": 100}}

REFUSED = [
    ("prod", {"workloads.1.requests": {"cpu": "2", "memory": "512Mi"}, "workloads.1.limits.cpu": "2", **_WIDE}, "nodePools.execution: at its largest (3 of m7i.large) it lacks 10000m of cpu: no place for 5 of execution-plane"),
    ("prod", {"scaling.execution-plane": {"autoscaler": {"minimum": 4, "maximum": 16}}, **_WIDE}, "nodePools.execution: at its largest without eu-central-1a (2 of m7i.large) it lacks 750m of cpu: no place for 3 of execution-plane"),
    ("prod", {"scaling.execution-plane.replicas": 60, "workloads.1.requests": {"cpu": "10m", "memory": "1Mi"}, "nodePools.execution.maximum": 6, **_WIDE}, "nodePools.execution: at its smallest (2 of m7i.large) it lacks 10 pods: no place for 10 of execution-plane"),
]  # fmt: skip


@pytest.mark.parametrize(("stack", "changes", "line"), REFUSED)
def test_what_finds_no_place_is_refused(stack: str, changes: dict[str, object], line: str) -> None:
    """At the pools' largest, without a zone, and at their smallest; the first that lacks is told."""
    assert problems(stack, changes) == [f"Pulumi.{stack}.yaml: {line}"]


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_stacks_have_room(stack: str) -> None:
    """The repository's own pools hold what the program runs."""
    assert problems(stack) == []


def test_two_processors_do_not_hold_devs_platform() -> None:
    """Not even without the platform's services; how much is missing is the sum of what EKS and we ask for."""
    (line,) = problems("dev", {"nodePools.system.instanceTypes": ["m7i.large"]})
    assert re.fullmatch(
        r"Pulumi\.dev\.yaml: nodePools\.system: at its largest \(1 of m7i\.large\) it lacks [0-9]+m of cpu: "
        r"no place for [0-9] of .+",
        line,
    )


def test_of_several_types_the_smallest_counts() -> None:
    """AWS starts any of them."""
    changes: dict[str, object] = {"nodePools.system.instanceTypes": ["m8i.2xlarge", "m7i.large"]}
    (line,) = problems("dev", changes)
    assert line.startswith("Pulumi.dev.yaml: nodePools.system: at its largest (1 of m8i.2xlarge, m7i.large)")


def ground(nodes: int = 1, *, survives_a_zone: bool = False, pools: tuple[str, ...] = ("system",)) -> Ground:
    """Pools of m7i.large."""
    pool = {"serves": ["system", "control"], "instanceTypes": ["m7i.large"], "minimum": nodes, "maximum": nodes}
    return Ground(
        pools={name: NodePool.model_validate(pool) for name in pools},
        zones=["a", "b"],
        survives_a_zone=survives_a_zone,
    )


def demand(replicas: int, cpu: str = "100m") -> PodDemand:
    """A service of the platform's."""
    return PodDemand(name="nats", plane="system", replicas=replicas, cpu=CpuQuantity(cpu), memory=None)


def test_pools_that_serve_the_same_plane_are_counted_together() -> None:
    """A pod goes where there is room; the line names all of them."""
    both = ground(pools=("one", "two"))
    assert list(shortages(both, [demand(38)])) == []
    ((path, text),) = shortages(both, [demand(39)])
    assert (path, text) == (
        "nodePools.one",
        "at its largest, together with two (2 of m7i.large) it lacks 100m of cpu: no place for 1 of nats",
    )


def test_only_where_a_zone_may_fail_all_has_to_fit_without_it() -> None:
    """Two nodes in two zones are one node then."""
    assert list(shortages(ground(2), [demand(20)])) == []
    ((_, text),) = shortages(ground(2, survives_a_zone=True), [demand(20)])
    assert text == "at its largest without a (1 of m7i.large) it lacks 100m of cpu: no place for 1 of nats"


def test_guests_are_counted_until_one_finds_no_place() -> None:
    """Five of three tenths beside four tenths."""
    assert fitting(ground(), [demand(4)], [demand(1, "300m")]) == 5


def test_a_room_holds_what_is_not_larger_in_any_way() -> None:
    """Much of one makes up for nothing of another."""
    assert not Room(millicores=9, bytes=9, pods=0).holds(Room(millicores=1, bytes=1, pods=1))
