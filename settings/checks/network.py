"""The network: its place in the address plan and its zones."""

from domain.cidr import Cidr
from domain.text import shown
from settings.draft import Draft, Findings
from settings.registry import FILE
from settings.stack import Stack


def check(draft: Draft) -> Findings:
    """Yield what is wrong with the network's block and its zones."""
    network = draft.config.network
    if network is None:
        return
    if network.cidr and draft.stack.addresses and not draft.stack.addresses.contains(network.cidr):
        yield "network.cidr", _outside_plan(network.cidr, draft.stack)
    seen: set[str] = set()
    for index, zone in enumerate(network.zones or ()):
        if draft.config.region and not zone.startswith(draft.config.region):
            yield f"network.zones[{index}]", f"{shown(zone)} is not a zone of {draft.config.region}"
        if zone in seen:
            yield f"network.zones[{index}]", f"{shown(zone)} is listed twice"
        seen.add(zone)


def _outside_plan(cidr: Cidr, stack: Stack) -> str:
    own = f"{stack.name} has {stack.addresses} ({FILE})"
    for name, entry in stack.registry.environments.items():
        if name != stack.name and entry.addresses and entry.addresses.overlaps(cidr):
            return f"{shown(cidr)} overlaps with {name}'s {entry.addresses}; {own}"
    return f"{shown(cidr)} is outside the environment's addresses; {own}"
