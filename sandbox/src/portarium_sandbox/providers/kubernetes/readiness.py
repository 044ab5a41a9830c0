"""When an object is what it was created to be, by kind. Pure functions of the object as the API server shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.kubernetes.change import is_observed, is_of_last_change, is_outdated
from portarium_sandbox.providers.kubernetes.inputs import items_in, place_in

DEFAULT_TIMEOUT_SECONDS: Final = 600
_TIMEOUTS: Final[Mapping[str, int]] = {
    "PersistentVolume": 300,
    "PersistentVolumeClaim": 300,
    "ResourceQuota": 60,
    "Secret": 5,
}


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What is still to come, empty when nothing is; with `failed`, why it can't come any more."""

    waiting_for: str = ""
    failed: bool = False
    """Whether waiting is of no use, because Kubernetes itself gave up."""

    @property
    def is_ready(self) -> bool:
        """Whether the object is what it was created to be."""
        return not self.waiting_for

    def __str__(self) -> str:
        return self.waiting_for if self.failed else f"waiting for {self.waiting_for}"


READY: Final = Readiness()
_UNSEEN: Final = Readiness(waiting_for="the controller to see the change")


def default_timeout(qualified_kind: str) -> int:
    """How long the official provider waits for an object of a kind, in seconds."""
    return _TIMEOUTS.get(qualified_kind, DEFAULT_TIMEOUT_SECONDS)


def readiness(qualified_kind: str, live: Object) -> Readiness:
    """Whether an object is ready; of a kind without a notion of readiness, it is as soon as it exists."""
    check = _CHECKS.get(qualified_kind)
    if check is None:
        return READY
    return _UNSEEN if is_outdated(live) else check(live)


def condition(live: Object, name: str) -> Mapping[str, Any]:
    """One of an object's conditions, empty when it isn't there."""
    for found in items_in(live, "status", "conditions"):
        if found.get("type") == name:
            return found
    return {}


def _count(live: Object, *steps: str, default: int = 0) -> int:
    found = place_in(live, *steps)
    return default if found is None else found


def _deployment(live: Object) -> Readiness:
    if not is_observed(live):
        return _UNSEEN
    progressing = condition(live, "Progressing")
    if progressing.get("reason") == "ProgressDeadlineExceeded" and _is_of_this_rollout(live, progressing):
        return Readiness(waiting_for=progressing.get("message", "progress deadline exceeded"), failed=True)
    refused = condition(live, "ReplicaFailure")
    if refused.get("status") == "True" and is_of_last_change(live, refused):
        return Readiness(waiting_for=f"pods that can't be created: {refused.get('message')}")
    wanted = _count(live, "spec", "replicas", default=1)
    updated = _count(live, "status", "updatedReplicas")
    if updated < wanted:
        return Readiness(waiting_for=f"pods to be updated ({updated} of {wanted} are)")
    available = _count(live, "status", "availableReplicas")
    if available < wanted:
        return Readiness(waiting_for=f"pods to be available ({available} of {wanted} are)")
    old = _count(live, "status", "replicas") - updated
    return Readiness(waiting_for=f"{old} old pods to end") if old > 0 else READY


def _is_of_this_rollout(live: Object, exceeded: Mapping[str, Any]) -> bool:
    # With a change back to pods that Kubernetes still has, its controller sees no new rollout: it keeps the condition
    # of the last one, or lets the deadline go on that began with it. The new one's can't end before it is over.
    return is_of_last_change(live, exceeded, seconds_after=_count(live, "spec", "progressDeadlineSeconds"))


def _stateful_set(live: Object) -> Readiness:
    if place_in(live, "spec", "updateStrategy", "type") == "OnDelete":
        return READY
    if not is_observed(live):
        return _UNSEEN
    wanted = _count(live, "spec", "replicas", default=1)
    ready = _count(live, "status", "readyReplicas")
    if ready < wanted:
        return Readiness(waiting_for=f"pods to be ready ({ready} of {wanted} are)")
    partition = _count(live, "spec", "updateStrategy", "rollingUpdate", "partition")
    updated, to_update = _count(live, "status", "updatedReplicas"), max(wanted - partition, 0)
    current, update = place_in(live, "status", "currentRevision"), place_in(live, "status", "updateRevision")
    if updated < to_update or (not partition and current != update):
        return Readiness(waiting_for=f"pods to be updated ({min(updated, to_update)} of {to_update} are)")
    surplus = _count(live, "status", "replicas") - wanted
    return Readiness(waiting_for=f"{surplus} old pods to end") if surplus > 0 else READY


def _daemon_set(live: Object) -> Readiness:
    if place_in(live, "spec", "updateStrategy", "type") == "OnDelete":
        return READY
    if not is_observed(live):
        return _UNSEEN
    wanted = _count(live, "status", "desiredNumberScheduled")
    updated = _count(live, "status", "updatedNumberScheduled")
    available = _count(live, "status", "numberAvailable")
    if min(updated, available) < wanted:
        return Readiness(waiting_for=f"pods on all nodes ({min(updated, available)} of {wanted} are available)")
    return READY


def _job(live: Object) -> Readiness:
    failed = condition(live, "Failed")
    if failed.get("status") == "True":
        return Readiness(waiting_for=f"{failed.get('reason')}: {failed.get('message')}", failed=True)
    if condition(live, "Complete").get("status") == "True" or place_in(live, "spec", "suspend") is True:
        return READY
    counts = ", ".join(f"{_count(live, 'status', name)} {name}" for name in ("active", "succeeded", "failed"))
    return Readiness(waiting_for=f"the job to complete ({counts})")


def _pod(live: Object) -> Readiness:
    phase = place_in(live, "status", "phase")
    if phase == "Succeeded" or condition(live, "Ready").get("status") == "True":
        return READY
    if phase == "Failed":
        message = place_in(live, "status", "message") or "a container ended with an error"
        return Readiness(waiting_for=f"the pod failed: {message}", failed=True)
    return Readiness(waiting_for=f"the pod to be ready (it is {phase or 'Pending'})")


def _persistent_volume(live: Object) -> Readiness:
    phase = place_in(live, "status", "phase")
    return READY if phase in ("Available", "Bound") else Readiness(waiting_for=f"the volume (it is {phase})")


def _persistent_volume_claim(live: Object) -> Readiness:
    phase = place_in(live, "status", "phase")
    if phase == "Lost":
        return Readiness(waiting_for="its volume is gone", failed=True)
    return READY if phase == "Bound" else Readiness(waiting_for=f"the claim to be bound (it is {phase})")


def _resource_quota(live: Object) -> Readiness:
    if place_in(live, "spec", "hard") == place_in(live, "status", "hard"):
        return READY
    return Readiness(waiting_for="the quota to be counted")


def _secret(live: Object) -> Readiness:
    if live.get("type") == "kubernetes.io/service-account-token" and not live.get("data"):
        return Readiness(waiting_for="the token")
    return READY


def _address(live: Object) -> Readiness:
    if place_in(live, "status", "loadBalancer", "ingress"):
        return READY
    return Readiness(waiting_for="an address from a load balancer")


def _service(live: Object) -> Readiness:
    return _address(live) if place_in(live, "spec", "type") == "LoadBalancer" else READY


def _custom_resource_definition(live: Object) -> Readiness:
    refused = condition(live, "NamesAccepted")
    if refused.get("status") == "False":
        given_up = is_of_last_change(live, refused)
        return Readiness(waiting_for=f"names that are taken: {refused.get('message')}", failed=given_up)
    if condition(live, "Established").get("status") == "True":
        return READY
    return Readiness(waiting_for="the API server to serve it")


def _namespace(live: Object) -> Readiness:
    phase = place_in(live, "status", "phase")
    return READY if phase == "Active" else Readiness(waiting_for=f"the namespace to be active (it is {phase})")


def _replication_controller(live: Object) -> Readiness:
    wanted = _count(live, "spec", "replicas", default=1)
    available = _count(live, "status", "availableReplicas")
    if available == wanted:
        return READY
    return Readiness(waiting_for=f"pods to be available ({available} of {wanted} are)")


_CHECKS: Final[Mapping[str, Callable[[Object], Readiness]]] = {
    "Namespace": _namespace,
    "PersistentVolume": _persistent_volume,
    "PersistentVolumeClaim": _persistent_volume_claim,
    "Pod": _pod,
    "ReplicationController": _replication_controller,
    "ResourceQuota": _resource_quota,
    "Secret": _secret,
    "Service": _service,
    "apiextensions.k8s.io/CustomResourceDefinition": _custom_resource_definition,
    "apps/DaemonSet": _daemon_set,
    "apps/Deployment": _deployment,
    "apps/StatefulSet": _stateful_set,
    "batch/Job": _job,
    "networking.k8s.io/Ingress": _address,
}
