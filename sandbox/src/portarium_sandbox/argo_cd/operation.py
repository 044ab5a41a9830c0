"""One synchronisation of an application: begun, tried, tried again, and recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from portarium_sandbox.argo_cd.account import AccountError, writer_of
from portarium_sandbox.argo_cd.installation import CRD, CRD_GROUP, Installation
from portarium_sandbox.argo_cd.permission import permits_kind
from portarium_sandbox.argo_cd.scope import Charts, unplayed_operation
from portarium_sandbox.argo_cd.window import WindowError, can_sync
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.times import duration, stamp
from portarium_sandbox.pods.objects import Object, part, several

_RUNNING: Final = "Running"
_BLOCKED: Final = "Sync operation blocked by sync window"
_ERRORS: Final = ("ComparisonError", "InvalidSpecError")
_LATER: Final = "later"
"""What is tried is not done yet; the next look goes on with it."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a synchronisation depends on."""

    project: Object | None
    installation: Installation
    charts: Charts
    impersonates: bool
    now: datetime


def is_running(application: Object) -> bool:
    """Whether an operation has begun and not ended."""
    return part(part(application, "status"), "operationState").get("phase") == _RUNNING


def begun(application: Object, now: datetime) -> dict[str, Any]:
    """The state of an operation that begins."""
    return {"operation": application["operation"], "phase": _RUNNING, "startedAt": stamp(now)}


def advanced(application: Object, around: Surroundings) -> dict[str, Any]:
    """The state of a running operation after another look."""
    state: dict[str, Any] = dict(application["status"]["operationState"])
    retry, count = part(state["operation"], "retry"), state.get("retryCount", 0)
    if "finishedAt" in state:
        if around.now < _next_try(state["finishedAt"], retry, count):
            return state
        state = {key: value for key, value in state.items() if key not in ("finishedAt", "syncResult")}
        state["message"] = f"Retrying operation. Attempt #{count}"
    state.setdefault("syncResult", _result(application, state["operation"]))
    phase, message = _tried(application, state, around)
    if phase == _LATER:
        return {**state, "message": message}
    state |= {"finishedAt": stamp(around.now)}
    if phase == "Succeeded":
        return {**state, "phase": phase, "message": message}
    if count < retry.get("limit", 0):
        again = _next_try(state["finishedAt"], retry, count)
        message = f"{message}. Retrying attempt #{count + 1} at {again:%-I:%M%p}."
        return {**state, "phase": _RUNNING, "message": message, "retryCount": count + 1}
    return {**state, "phase": phase, "message": f"{message} (retried {count} times)." if count else message}


def history(application: Object, state: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """What was installed, the last entry last; as many as the application wants kept."""
    before = several(part(application, "status"), "history")
    entry = {
        "id": before[-1]["id"] + 1 if before else 0,
        "revision": state["syncResult"]["revision"],
        "source": state["syncResult"]["source"],
        "deployStartedAt": state["startedAt"],
        "deployedAt": stamp(now),
        "initiatedBy": state["operation"].get("initiatedBy", {}),
    }
    return [*before, entry][-application["spec"].get("revisionHistoryLimit", 10) or len(before) + 1 :]


def completed_event(state: Mapping[str, Any]) -> tuple[str, str]:
    """The kind and the words of the event at the end of an operation."""
    result = part(state, "syncResult")
    subject = f"Sync operation to {result['revision']}" if result else "Sync operation"
    if state["phase"] == "Succeeded":
        return "Normal", f"{subject} succeeded"
    return "Warning", f"{subject} failed: {state['message']}"


def _result(application: Object, operation: Object) -> dict[str, Any]:
    sync, source = part(operation, "sync"), part(application["spec"], "source")
    wanted = part(sync, "source") or source
    return {"revision": sync.get("revision") or wanted.get("targetRevision", ""), "source": wanted}


def _tried(application: Object, state: Mapping[str, Any], around: Surroundings) -> tuple[str, str]:
    """How a try ends: its phase and its message."""
    operation = state["operation"]
    if around.project is None:
        name = application["spec"]["project"]
        return "Error", f'Failed to load application project: appproject.argoproj.io "{name}" not found'
    try:
        manual = not part(operation, "initiatedBy").get("automated")
        if not can_sync(application, around.project, around.now, manual=manual):
            return _LATER, _BLOCKED
    except WindowError as error:
        return _LATER, f"{_BLOCKED}: {error}"
    if problem := _problem(application, operation):
        return "Error", problem
    return _installed(application, state["syncResult"], around.project, around)


def _problem(application: Object, operation: Object) -> str:
    if "sync" not in operation:
        return "Invalid operation request: no operation specified"
    wrong = [
        f"{condition['type']}: {condition['message']}"
        for condition in several(part(application, "status"), "conditions")
        if condition["type"] in _ERRORS
    ]
    strange = unplayed_operation(operation)
    return ";".join(wrong) or (f"the sandbox's Argo CD does not honour {', '.join(strange)}" if strange else "")


def _installed(
    application: Object, wanted: Mapping[str, Any], project: Object, around: Surroundings
) -> tuple[str, str]:
    source = {**wanted["source"], "targetRevision": wanted["revision"]}
    target = {**application, "spec": {**application["spec"], "source": source}}
    if problem := around.charts.problem_of(target):
        return "Error", f"ComparisonError: Failed to load target state: {problem}"
    installation = replace(around.installation, application=target)
    if installation.definitions and not permits_kind(project, CRD_GROUP, CRD):
        refused = f"resource {CRD_GROUP}:{CRD} is not permitted in project {project['metadata']['name']}"
        return "Failed", f"one or more synchronization tasks are not valid: {refused}"
    api = around.installation.api
    try:
        writer = writer_of(api, target, project) if around.impersonates else api
        waiting = installation.bring(writer, around.now)
    except AccountError as error:
        return "Error", f"failed to find a matching service account to impersonate: {error}"
    except ApiError as error:
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return "Failed", f"one or more objects failed to apply, reason: {error}"
    if waiting:
        return _LATER, f"waiting for healthy state of {CRD_GROUP}/{CRD}/{waiting[0]}"
    return "Succeeded", "successfully synced (all tasks run)"


def _next_try(finished: str, retry: Object, count: int) -> datetime:
    backoff = part(retry, "backoff")
    pause = duration(str(backoff.get("duration") or "5s")) * backoff.get("factor", 2) ** count
    longest = duration(str(backoff.get("maxDuration") or "3m"))
    return datetime.fromisoformat(finished) + (min(pause, longest) if longest > timedelta() else pause)
