"""Why an object does not get ready: what its pods and the warnings about it say."""

from typing import Any, Final
from urllib.parse import quote

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.api import Api, Object
from portarium_sandbox.providers.kubernetes.inputs import items_in, place_in
from portarium_sandbox.providers.kubernetes.readiness import condition

_MOST_REASONS: Final = 5
_ON_THE_WAY: Final = frozenset({"ContainerCreating", "PodInitializing"})
_HAS_PODS: Final = frozenset({"DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"})


def reasons(api: Api, live: Object) -> list[str]:
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
            found = _warnings(api, namespace, metadata["uid"])
    except ProviderError:
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


def _pods(api: Api, live: Object, namespace: str) -> list[Object]:
    labels = place_in(live, "spec", "selector", "matchLabels")
    if live.get("kind") not in _HAS_PODS or not labels:
        return []
    selector = ",".join(f"{name}={value}" for name, value in labels.items())
    pods: list[Object] = api.get(f"/api/v1/namespaces/{quote(namespace)}/pods", labelSelector=selector)["items"]
    # Newest first: those of the change that is being waited for come before those that it replaces.
    return sorted(pods, key=lambda pod: pod["metadata"]["creationTimestamp"], reverse=True)


def _warnings(api: Api, namespace: str, uid: str) -> list[str]:
    selector = f"involvedObject.uid={uid},type=Warning"
    events: list[Object] = api.get(f"/api/v1/namespaces/{quote(namespace)}/events", fieldSelector=selector)["items"]
    return [f"{event.get('reason')}: {event.get('message')}" for event in events]
