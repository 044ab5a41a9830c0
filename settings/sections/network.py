"""The environment's network."""

from typing import Self

from pydantic import Field, model_validator

from domain.allowed_host import AllowedHost
from domain.cidr import Cidr
from domain.names import Zone
from domain.network_size import LARGEST_PREFIX, MOST_ZONES, SMALLEST_PREFIX
from domain.retention import FlowLogDays
from domain.text import shown
from settings.section import Section, Switch, invalid


class NetworkEntry(Section):
    """The VPC as a stack's file describes it; what is left out comes from the registry."""

    cidr: Cidr | None = None
    """The VPC's block, /16 to /20; by default the environment's whole block of the address plan."""

    zones: tuple[Zone, ...] | None = Field(default=None, max_length=MOST_ZONES)
    """The availability zones, each of them once; by default as many as the tier demands, from `a` on."""

    nat_per_zone: Switch | None = None
    """One NAT gateway in each zone instead of one for all: survives the loss of a zone, costs three times as much."""

    flow_log_days: FlowLogDays = 365
    """How long the flow logs are kept."""

    resolved_hosts: tuple[AllowedHost, ...] = ()
    """Hosts whose names the network resolves besides those that it needs for AWS, its images, its delivery, its own
    domains and the egress proxy: registries of other images, say. Every other name does not exist there."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        prefix = self.cidr.network.prefixlen if self.cidr else LARGEST_PREFIX
        if prefix > SMALLEST_PREFIX:
            raise invalid("cidr", f"{shown(self.cidr)} is too small; three zones need /{SMALLEST_PREFIX} or larger")
        if prefix < LARGEST_PREFIX:
            raise invalid("cidr", f"{shown(self.cidr)} is too large; a VPC is /{LARGEST_PREFIX} at most")
        return self


class Network(Section):
    """The VPC: its addresses, its zones and its way out."""

    cidr: Cidr
    zones: tuple[Zone, ...]
    nat_per_zone: bool
    flow_log_days: FlowLogDays
    resolved_hosts: tuple[AllowedHost, ...]
