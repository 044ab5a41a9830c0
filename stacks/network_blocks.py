"""The address blocks of a network, as they follow from the settings of the stack that makes it."""

from components.aws.subnet_plan import plan_subnets
from settings.model import FoundationPlan


def private_blocks(plan: FoundationPlan) -> list[str]:
    """Where nodes, pods and the interfaces of the cluster's control plane are."""
    return [zone.private for zone in plan_subnets(str(plan.network.cidr), _zones(plan)).values()]


def _zones(plan: FoundationPlan) -> list[str]:
    return [str(zone) for zone in plan.network.zones]
