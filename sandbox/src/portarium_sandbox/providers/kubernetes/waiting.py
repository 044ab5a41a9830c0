"""Waits until an object is ready, or gone."""

import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError, UnreachableError
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.conditions import WAIT_FOR, conditions
from portarium_sandbox.providers.kubernetes.diagnosis import reasons
from portarium_sandbox.providers.kubernetes.discovery import Collection
from portarium_sandbox.providers.kubernetes.inputs import items_in, place_in
from portarium_sandbox.providers.kubernetes.naming import annotation
from portarium_sandbox.providers.kubernetes.readiness import (
    DEFAULT_TIMEOUT_SECONDS,
    READY,
    Readiness,
    default_timeout,
    readiness,
)
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import Properties

SKIP_AWAIT: Final = "pulumi.com/skipAwait"
TIMEOUT_SECONDS: Final = "pulumi.com/timeoutSeconds"
_NOT_FOUND: Final = 404
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
_PAUSE_GROWTH: Final = 1.2
"""A slow growth: what is ready is seen after a fifth of the time it took, and rollouts wait for one another."""
_SECONDS_BETWEEN_DIAGNOSES: Final = 2.0
_SECONDS_UNREACHABLE: Final = 30.0
"""How long an API server may be away, as when it restarts, before waiting for an object fails."""

_OVER: Final = (
    "the Kubernetes API server reported that it failed to fully initialize or become live: "
    "timed out waiting for the condition"
)
_SKIPS_DELETION: Final = frozenset(
    {
        "Namespace",
        "Pod",
        "ReplicationController",
        "apps/DaemonSet",
        "apps/Deployment",
        "apps/StatefulSet",
        "batch/Job",
    }
)
"""The kinds whose ``skipAwait`` holds for deletion too, as for historical reasons in the official provider."""


class NotReadyError(Exception):
    """An object exists but is not what it was created to be."""

    def __init__(self, live: Object, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.live = live
        self.problems = problems


class GoneError(NotReadyError):
    """An object was taken away while it was waited for."""

    def __init__(self, live: Object, problem: str) -> None:
        super().__init__(live, [f"{problem} while it was waited for"])


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The object that is waited for."""

    api: KubernetesClient
    collection: Collection
    path: str
    inputs: Properties


def current_readiness(subject: Subject, live: Object) -> Readiness:
    """Whether an object is ready by its kind's rules, or by its own ``waitFor`` where it has one."""
    if annotation(subject.inputs, SKIP_AWAIT) == "true":
        return READY
    if live["metadata"].get("deletionTimestamp"):
        return Readiness(waiting_for=f"it is being deleted; {_what_holds(live)}", failed=True)
    wanted = annotation(subject.inputs, WAIT_FOR)
    if wanted:
        open_ones = (found for found in (wish.readiness(live) for wish in conditions(wanted)) if not found.is_ready)
        return next(open_ones, READY)
    kind = subject.collection.kind.qualified_name
    found = readiness(kind, live)
    if found.is_ready and kind == "Service":
        return _targets(subject.api, live)
    if not found.is_ready and kind == "PersistentVolumeClaim" and _waits_for_its_pod(subject.api, live):
        return READY
    return found


def until_ready(operation: Operation, subject: Subject, live: Object) -> Object:
    """Wait until an object is ready and return it as it then is.

    Raises NotReadyError when that can't happen any more, takes too long or is interrupted, and GoneError when it is
    not there any more; another object that has taken its name is not it, whatever that one's status says.
    """
    uid = live["metadata"].get("uid")
    seconds = timeout(operation, subject.inputs, default_timeout(subject.collection.kind.qualified_name))
    deadline, next_diagnosis = time.monotonic() + seconds, time.monotonic() + _SECONDS_BETWEEN_DIAGNOSES
    found, problems, pause, shown = current_readiness(subject, live), list[str](), _FIRST_PAUSE, ""
    if found.is_ready:
        return live
    while not found.is_ready:
        ended = _why_to_stop(operation, found)
        if ended:
            raise NotReadyError(live, [ended, *reasons(subject.api, live)])
        if time.monotonic() >= deadline:
            raise NotReadyError(live, _after_the_time(subject, live, f"not ready after {seconds:g} s, {found}"))
        if time.monotonic() >= next_diagnosis:
            problems = reasons(subject.api, live)
            next_diagnosis = time.monotonic() + _SECONDS_BETWEEN_DIAGNOSES
        shown = _show(operation, "; ".join([str(found), *problems]), shown)
        operation.cancelled.wait(pause)
        pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE)
        seen = _seen(subject, deadline)
        if seen is None or seen["metadata"].get("uid") != uid:
            raise GoneError(live, "it was deleted" + (" and made anew by somebody else" if seen else ""))
        live, found = seen, current_readiness(subject, seen)
    operation.status("")
    return live


def skips_deletion(subject: Subject) -> bool:
    """Whether nobody wants to wait until an object is gone."""
    kind = subject.collection.kind.qualified_name
    return annotation(subject.inputs, SKIP_AWAIT) == "true" and kind in _SKIPS_DELETION


def until_gone(operation: Operation, subject: Subject, uid: str) -> None:
    """Wait until an object that is being deleted is gone. Raises ProviderError when it stays."""
    seconds = timeout(operation, subject.inputs, DEFAULT_TIMEOUT_SECONDS)
    deadline, pause, shown = time.monotonic() + seconds, _FIRST_PAUSE, ""
    while True:
        live = _seen(subject, deadline)
        if live is None or live["metadata"]["uid"] != uid:
            operation.status("")
            return
        held_by = _what_holds(live)
        if time.monotonic() >= deadline:
            raise ProviderError(f"still there {seconds:g} s after it was deleted; {held_by}")
        if operation.cancelled.is_set():
            raise ProviderError(f"interrupted while it was being deleted; {held_by}")
        shown = _show(operation, f"waiting for it to be gone; {held_by}", shown)
        operation.cancelled.wait(pause)
        pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE)


def timeout(operation: Operation, inputs: Properties, default: float) -> float:
    """How long to wait, in seconds: ``custom_timeouts``, then the annotation, then the kind's default."""
    if operation.timeout_seconds:
        return operation.timeout_seconds
    text = annotation(inputs, TIMEOUT_SECONDS)
    return float(text) if text and text.isdigit() else default


def _show(operation: Operation, message: str, shown: str) -> str:
    """Show a message unless it is shown already: every status is a line in the log of a CI run."""
    if message != shown:
        operation.status(message)
    return message


def _why_to_stop(operation: Operation, found: Readiness) -> str:
    if found.failed:
        return found.waiting_for
    return f"interrupted while {found}" if operation.cancelled.is_set() else ""


def _after_the_time(subject: Subject, live: Object, problem: str) -> list[str]:
    """What is said when the time is over.

    Of what the program waits for itself the official provider says no reason, and nobody shall rely on one here.
    """
    return [_OVER] if annotation(subject.inputs, WAIT_FOR) else [problem, *reasons(subject.api, live)]


def _seen(subject: Subject, deadline: float) -> Object | None:
    """What is under the object's name; if the API server is away, wait for it to come back."""
    give_up = min(time.monotonic() + _SECONDS_UNREACHABLE, deadline)
    while True:
        try:
            return subject.api.get(subject.path)
        except ApiError as error:
            if error.code == _NOT_FOUND:
                return None
            raise
        except UnreachableError:
            if time.monotonic() >= give_up:
                raise
            time.sleep(_LONGEST_PAUSE)


def _targets(api: KubernetesClient, service: Object) -> Readiness:
    """A service is ready when none of the pods it directs traffic to is still on its way."""
    spec, metadata = service.get("spec", {}), service["metadata"]
    if spec.get("type") == "ExternalName" or spec.get("clusterIP") == "None" or not spec.get("selector"):
        return READY
    path = f"/apis/discovery.k8s.io/v1/namespaces/{quote(metadata['namespace'])}/endpointslices"
    slices = api.get(path, labelSelector=f"kubernetes.io/service-name={metadata['name']}")["items"]
    pending = [
        endpoint
        for found in slices
        if _is_slice_of(service, found)
        for endpoint in items_in(found, "endpoints")
        if place_in(endpoint, "conditions", "ready") is False
        and place_in(endpoint, "conditions", "terminating") is not True
    ]
    return Readiness(waiting_for=f"{len(pending)} of its pods to be ready") if pending else READY


def _is_slice_of(service: Object, found: Object) -> bool:
    """Whether endpoints are this service's, and not those left of another one of its name."""
    owners = items_in(found, "metadata", "ownerReferences")
    return not owners or any(owner.get("uid") == service["metadata"].get("uid") for owner in owners)


def _waits_for_its_pod(api: KubernetesClient, claim: Object) -> bool:
    """A claim whose volume is only made for the first pod that uses it is as ready as it gets without one."""
    storage_class = place_in(claim, "spec", "storageClassName")
    if place_in(claim, "status", "phase") != "Pending" or not storage_class:
        return False
    found = api.get(f"/apis/storage.k8s.io/v1/storageclasses/{quote(storage_class)}")
    return found.get("volumeBindingMode") == "WaitForFirstConsumer"


def _what_holds(live: Object) -> str:
    finalizers = live["metadata"].get("finalizers") or place_in(live, "spec", "finalizers")
    remaining = [
        str(found.get("message"))
        for found in items_in(live, "status", "conditions")
        if found.get("type") in ("NamespaceContentRemaining", "NamespaceFinalizersRemaining")
        and found.get("status") == "True"
    ]
    if remaining:
        return "; ".join(remaining)
    return f"finalizers: {', '.join(finalizers)}" if finalizers else "nothing says what holds it"
