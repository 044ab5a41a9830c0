"""Why an object does not get ready: what its pods and the warnings about it say."""

from typing import Any, Final
from urllib.parse import quote

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.providers.kubernetes.change import is_event_of_last_change, is_observed
from portarium_sandbox.providers.kubernetes.inputs import items_in, place_in
from portarium_sandbox.providers.kubernetes.readiness import condition

_MOST_REASONS: Final = 5
_ON_THE_WAY: Final = frozenset({"ContainerCreating", "PodInitializing"})
_HAS_PODS: Final = frozenset({"DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"})
_REVISION: Final = "controller-revision-hash"
_TEMPLATE_HASH: Final = "pod-template-hash"


def reasons(api: KubernetesClient, live: Object) -> list[str]:
    """What keeps an object from being ready, as far as the API server tells; empty when it says nothing."""
    metadata = live["metadata"]
    namespace = metadata.get("namespace")
    if not namespace:
        return []
    found: list[str] = []
    try:
        pods = [live] if live.get("kind") == "Pod" else _pods(api, live, namespace)
        for pod in pods:
            found += pod_problems(pod)
        if not found:
            found = _warnings(api, live, namespace)
    except SandboxError:
        # The reason is a help on top of the failure; that it can't be had must not hide the failure.
        return found
    return list(dict.fromkeys(found))[:_MOST_REASONS]


def pod_problems(pod: Object) -> list[str]:
    """What a pod's status says is wrong with it."""
    name = pod["metadata"]["name"]
    if condition(pod, "Ready").get("status") == "True" or place_in(pod, "status", "phase") == "Succeeded":
        return []
    problems: list[str] = []
    scheduled = condition(pod, "PodScheduled")
    if scheduled.get("status") == "False":
        problems.append(f"pod {name}: {scheduled.get('reason')}: {scheduled.get('message')}")
    for group in ("initContainerStatuses", "containerStatuses"):
        for status in items_in(pod, "status", group):
            problem = _container_problem(status)
            if problem:
                problems.append(f"pod {name}: container {status['name']}: {problem}")
    return problems


def _container_problem(status: dict[str, Any]) -> str | None:
    waiting = place_in(status, "state", "waiting")
    if waiting and waiting.get("reason") not in _ON_THE_WAY:
        image, message = status.get("image") or "", waiting.get("message") or ""
        return f"{waiting.get('reason')}: {message}" + ("" if image in message else f" (image {image})")
    ended = place_in(status, "state", "terminated") or place_in(status, "lastState", "terminated")
    if ended and ended.get("exitCode"):
        message = f": {ended['message']}" if ended.get("message") else ""
        return f"{ended.get('reason') or 'ended'} with exit code {ended['exitCode']}{message}"
    return None


def _pods(api: KubernetesClient, live: Object, namespace: str) -> list[Object]:
    """The pods of the object's last change, newest first; those of an earlier one are on their way out."""
    labels = place_in(live, "spec", "selector", "matchLabels")
    if live.get("kind") not in _HAS_PODS or not labels:
        return []
    selected = {"labelSelector": ",".join(f"{name}={value}" for name, value in labels.items())}
    owners = {live["metadata"]["uid"]}
    if live["kind"] == "Deployment":
        owners = _replica_sets(api, live, namespace, selected)
    revision = _revision(api, live, namespace, selected)
    pods: list[Object] = api.get(f"/api/v1/namespaces/{quote(namespace)}/pods", **selected)["items"]
    found = [pod for pod in pods if _is_owned(pod, owners) and not pod["metadata"].get("deletionTimestamp")]
    if revision is not None:
        found = [pod for pod in found if place_in(pod, "metadata", "labels", _REVISION) == revision]
    return sorted(found, key=lambda pod: pod["metadata"]["creationTimestamp"], reverse=True)


def _replica_sets(api: KubernetesClient, live: Object, namespace: str, selected: dict[str, str]) -> set[str]:
    """The Deployment's replica sets that make pods of its template, as its controller tells the new one from the old.

    Its revision would not do: the controller writes it down after it has begun.
    """
    found = api.get(f"/apis/apps/v1/namespaces/{quote(namespace)}/replicasets", **selected)["items"]
    return {
        candidate["metadata"]["uid"]
        for candidate in found
        if _is_owned(candidate, {live["metadata"]["uid"]}) and _template(candidate) == _template(live)
    }


def _revision(api: KubernetesClient, live: Object, namespace: str, selected: dict[str, str]) -> str | None:
    """What the pods of a StatefulSet's or DaemonSet's last change are labelled with, "" when none can be yet."""
    if live["kind"] not in ("DaemonSet", "StatefulSet"):
        return None
    if not is_observed(live):
        return ""
    if live["kind"] == "StatefulSet":
        return place_in(live, "status", "updateRevision") or ""
    found = api.get(f"/apis/apps/v1/namespaces/{quote(namespace)}/controllerrevisions", **selected)["items"]
    revisions = [revision for revision in found if _is_owned(revision, {live["metadata"]["uid"]})]
    newest = max(revisions, key=lambda revision: revision["revision"], default=None)
    return place_in(newest, "metadata", "labels", _REVISION) or ""


def _template(owner: Object) -> tuple[Any, ...]:
    template: Object = place_in(owner, "spec", "template") or {}
    metadata: Object = template.get("metadata") or {}
    labels: Object = metadata.get("labels") or {}
    own = {name: value for name, value in labels.items() if name != _TEMPLATE_HASH}
    return own, metadata.get("annotations") or {}, template.get("spec")


def _is_owned(candidate: Object, owners: set[str]) -> bool:
    return any(reference.get("uid") in owners for reference in items_in(candidate, "metadata", "ownerReferences"))


def _warnings(api: KubernetesClient, live: Object, namespace: str) -> list[str]:
    selector = f"involvedObject.uid={live['metadata']['uid']},type=Warning"
    events: list[Object] = api.get(f"/api/v1/namespaces/{quote(namespace)}/events", fieldSelector=selector)["items"]
    return [
        f"{event.get('reason')}: {event.get('message')}" for event in events if is_event_of_last_change(live, event)
    ]
