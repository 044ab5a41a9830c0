"""How one address range becomes the subnets of up to three zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from domain.network_size import LARGEST_PREFIX, MOST_ZONES, SMALLEST_PREFIX

_QUARTER = 2
_EIGHTH = 3


class SubnetPlanError(ValueError):
    """A range or a choice of zones that no subnets can be made of."""


@dataclass(frozen=True, kw_only=True)
class ZoneSubnets:
    """The address ranges of one zone."""

    public: str
    """NAT gateways and public load balancers."""
    private: str
    """Nodes and pods: a quarter of the whole, because each pod has an address of the VPC."""
    database: str
    """The database, with no way to the internet."""
    endpoints: str
    """The private endpoints of AWS and nothing else, so that a way to them is a way to no node and no pod."""


def plan_subnets(cidr: str, zones: Sequence[str]) -> dict[str, ZoneSubnets]:
    """The subnets of each zone: a quarter of the range for its pods, a 32nd each for its public and database subnets.

    Three quarters hold the private subnets; the fourth is cut in eight. Six of these are the public and the database
    subnets, the seventh holds the endpoints of all zones, the eighth stays free.
    """
    network = _network(cidr)
    if not 1 <= len(zones) <= MOST_ZONES:
        raise SubnetPlanError(f"{len(zones)} zones: a network spans 1 to {MOST_ZONES}")
    if len(set(zones)) != len(zones):
        raise SubnetPlanError(f"{', '.join(zones)}: each zone is named once")
    *private, rest = network.subnets(prefixlen_diff=_QUARTER)
    small = list(rest.subnets(prefixlen_diff=_EIGHTH))
    endpoints = list(small[2 * MOST_ZONES].subnets(prefixlen_diff=_QUARTER))
    return {
        zone: ZoneSubnets(
            public=str(small[index]),
            private=str(private[index]),
            database=str(small[MOST_ZONES + index]),
            endpoints=str(endpoints[index]),
        )
        for index, zone in enumerate(zones)
    }


def _network(cidr: str) -> IPv4Network:
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        raise SubnetPlanError(f"{cidr!r}: not an IPv4 range such as 10.0.0.0/16 ({error})") from error
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX:
        size = "too large" if network.prefixlen < LARGEST_PREFIX else "too small"
        raise SubnetPlanError(f"{cidr}: {size}, a network is /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}")
    return network
