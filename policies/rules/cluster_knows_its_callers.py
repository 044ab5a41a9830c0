"""Who enters a cluster is told by its access entries alone, and nobody is let in for having made it."""

from collections.abc import Iterator

from policies.resource import Resource, part
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    access = part(resource.properties, "accessConfig")
    if (mode := access.get("authenticationMode")) != "API":
        yield f"authenticates by {mode or 'CONFIG_MAP'}; set accessConfig.authenticationMode to API"
    # EKS does it unless it is told not to.
    if access.get("bootstrapClusterCreatorAdminPermissions", True) is not False:
        yield (
            "makes its creator an administrator for ever; "
            "set accessConfig.bootstrapClusterCreatorAdminPermissions to false"
        )


RULE = ResourceRule(
    name="cluster-knows-its-callers",
    description="A cluster authenticates by access entries only and gives its creator nothing.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
