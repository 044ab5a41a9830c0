"""The Kubernetes API is not open to the whole internet."""

from collections.abc import Iterator

from domain.addresses import EVERYWHERE
from policies.resource import Resource, part
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    network = part(resource.properties, "vpcConfig")
    # EKS opens the public endpoint to everybody unless it is told otherwise, both times.
    if network.get("endpointPublicAccess", True) is not True:
        return
    allowed = list(network.get("publicAccessCidrs") or EVERYWHERE)
    if opened := [block for block in EVERYWHERE if block in allowed]:
        yield f"its API is open to {opened[0]}; set vpcConfig.endpointPublicAccess to false, or name publicAccessCidrs"


RULE = ResourceRule(
    name="cluster-api-is-closed",
    description="The Kubernetes API is private, or public to named networks only.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
