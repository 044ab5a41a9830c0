"""Pods have no way to the node below them."""

from collections.abc import Iterator

from policies.foreign import CAPABILITY, is_resolver
from policies.pod import POD_TYPES, containers, pod_spec
from policies.resource import Properties, Resource, items, part
from policies.rule import ResourceRule

_HOST = ("hostNetwork", "hostPID", "hostIPC")


def _check(resource: Resource) -> Iterator[str]:
    pod = pod_spec(resource)
    for name in _HOST:
        if pod.get(name) is True:
            yield f"shares {name} with its node; remove it"
    for volume in items(pod, "volumes"):
        if volume.get("hostPath"):
            yield f"volume {volume.get('name')} is a folder of the node; use an emptyDir or a config map, not hostPath"
    for name, container in containers(resource):
        allowed = {CAPABILITY} if is_resolver(resource) else set[str]()
        yield from _judge(name, part(pod, "securityContext"), part(container, "securityContext"), allowed)


def _judge(name: str, pod: Properties, own: Properties, allowed: set[str]) -> Iterator[str]:
    if own.get("privileged") is True:
        yield f"container {name} is privileged; remove it"
    if own.get("allowPrivilegeEscalation") is not False:
        yield f"container {name} may gain privileges; set allowPrivilegeEscalation to false"
    if own.get("readOnlyRootFilesystem") is not True:
        yield f"container {name} may write to its image; set readOnlyRootFilesystem to true"
    if "ALL" not in items(part(own, "capabilities"), "drop"):
        yield f"container {name} keeps capabilities; set capabilities.drop to [ALL]"
    if added := [each for each in items(part(own, "capabilities"), "add") if each not in allowed]:
        yield f"container {name} adds {', '.join(added)}; ours need none"
    if own.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
        yield f"container {name} may run as root; set runAsNonRoot to true"
    profile = own.get("seccompProfile") or part(pod, "seccompProfile")
    if profile.get("type") not in {"RuntimeDefault", "Localhost"}:
        yield f"container {name} may make every system call; set seccompProfile.type to RuntimeDefault"


RULE = ResourceRule(
    name="pods-are-restricted",
    description="Pods meet the restricted standard, with a read-only root and nothing of their node's.",
    types=POD_TYPES,
    check=_check,
)
