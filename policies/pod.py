"""The pods of every kind of workload, as rules read them."""

from collections.abc import Iterator

from policies.resource import Properties, Resource, items, part

_TEMPLATED = frozenset(
    {
        "kubernetes:apps/v1:DaemonSet",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:apps/v1:ReplicaSet",
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:batch/v1:Job",
    }
)
CRON_JOB = "kubernetes:batch/v1:CronJob"
_POD = "kubernetes:core/v1:Pod"
POD_TYPES = _TEMPLATED | {CRON_JOB, _POD}
_CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


def pod_spec(resource: Resource) -> Properties:
    """Return the specification of the pods that a workload makes."""
    spec = part(resource.properties, "spec")
    if resource.type == _POD:
        return spec
    if resource.type == CRON_JOB:
        spec = part(part(spec, "jobTemplate"), "spec")
    return part(part(spec, "template"), "spec")


def containers(resource: Resource) -> Iterator[tuple[str, Properties]]:
    """Yield the name and the specification of every container, those that run first included."""
    spec = pod_spec(resource)
    for kind in _CONTAINER_LISTS:
        for container in items(spec, kind):
            yield str(container.get("name", "?")), container
