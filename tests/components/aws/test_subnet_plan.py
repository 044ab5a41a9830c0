"""Subnets fit into their network, never meet, and stay where they are."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.aws.subnet_plan import (
    SubnetPlanError,
    ZoneSubnets,
    plan_subnets,
)
from domain.network_size import LARGEST_PREFIX, MOST_ZONES, SMALLEST_PREFIX

_ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
# AWS's rule for the subnet of a load balancer.
_LOAD_BALANCER_PREFIX = 27


@st.composite
def _networks(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(LARGEST_PREFIX, SMALLEST_PREFIX))
    address = draw(st.integers(0, 2**32 - 1)) >> (32 - prefix) << (32 - prefix)
    return str(IPv4Network((address, prefix)))


def _ranges(plan: dict[str, ZoneSubnets]) -> list[IPv4Network]:
    return [IPv4Network(cidr) for subnets in plan.values() for cidr in vars(subnets).values()]


@given(_networks(), st.integers(1, MOST_ZONES))
def test_subnets_lie_inside_the_network_and_never_overlap(cidr: str, zones: int) -> None:
    """Whatever the network, each address belongs to one subnet at most."""
    ranges = _ranges(plan_subnets(cidr, _ZONES[:zones]))
    assert all(subnet.subnet_of(IPv4Network(cidr)) for subnet in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


@given(_networks())
def test_every_subnet_is_large_enough_for_a_load_balancer(cidr: str) -> None:
    """Even the smallest network that is accepted has usable subnets."""
    assert all(subnet.prefixlen <= _LOAD_BALANCER_PREFIX for subnet in _ranges(plan_subnets(cidr, _ZONES)))


@given(_networks(), st.integers(1, MOST_ZONES - 1))
def test_another_zone_moves_nothing(cidr: str, zones: int) -> None:
    """A subnet can't be moved without being replaced, so an added zone leaves the others alone."""
    fewer = plan_subnets(cidr, _ZONES[:zones])
    more = plan_subnets(cidr, _ZONES[: zones + 1])
    assert {zone: more[zone] for zone in fewer} == fewer


def test_pods_get_most_of_the_addresses() -> None:
    """Each pod takes an address of the VPC, so the private subnets hold three quarters of it."""
    private = [IPv4Network(subnets.private) for subnets in plan_subnets("10.0.0.0/16", _ZONES).values()]
    assert sum(subnet.num_addresses for subnet in private) == 3 * 2**14


@pytest.mark.parametrize(
    ("cidr", "zones", "message"),
    [
        ("10.0.0.0/21", _ZONES, "10.0.0.0/21: too small, a network is /16 to /20"),
        ("10.0.0.0/8", _ZONES, "10.0.0.0/8: too large, a network is /16 to /20"),
        ("10.0.0.1/16", _ZONES, "'10.0.0.1/16': not an IPv4 range such as 10.0.0.0/16"),
        ("nonsense", _ZONES, "'nonsense': not an IPv4 range such as 10.0.0.0/16"),
        ("10.0.0.0/16", [], "0 zones: a network spans 1 to 3"),
        ("10.0.0.0/16", [*_ZONES, "eu-central-1d"], "4 zones: a network spans 1 to 3"),
        ("10.0.0.0/16", ["a", "a"], "a, a: each zone is named once"),
    ],
)
def test_what_can_not_be_planned_is_said_in_one_line(cidr: str, zones: list[str], message: str) -> None:
    """The message names the value and what would be right."""
    with pytest.raises(SubnetPlanError) as refused:
        plan_subnets(cidr, zones)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
