"""A cluster's control plane logs all that it can: after an incident, missing logs can't be had."""

from collections.abc import Iterator

from policies.resource import Resource, items
from policies.rule import ResourceRule

_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def _check(resource: Resource) -> Iterator[str]:
    enabled = items(resource.properties, "enabledClusterLogTypes")
    if missing := [log for log in _LOGS if log not in enabled]:
        yield f"does not log {', '.join(missing)}; set enabledClusterLogTypes to all of {', '.join(_LOGS)}"


RULE = ResourceRule(
    name="cluster-logs-everything",
    description="A cluster sends all five control plane logs.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
