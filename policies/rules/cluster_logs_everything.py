"""A cluster's control plane logs all that it can: after an incident, missing logs can't be had."""

from collections.abc import Iterator

from domain.control_plane_logs import CONTROL_PLANE_LOGS
from policies.resource import Resource, items
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    enabled = items(resource.properties, "enabledClusterLogTypes")
    if missing := [log for log in CONTROL_PLANE_LOGS if log not in enabled]:
        yield f"does not log {', '.join(missing)}; set enabledClusterLogTypes to all of {', '.join(CONTROL_PLANE_LOGS)}"


RULE = ResourceRule(
    name="cluster-logs-everything",
    description="A cluster sends all five control plane logs.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
