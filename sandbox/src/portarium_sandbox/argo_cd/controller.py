"""The application controller of one cluster: it compares, synchronises and takes away, as far as the double can."""

import copy
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from portarium_sandbox.argo_cd import operation
from portarium_sandbox.argo_cd.deletion import finalizer_of, remove
from portarium_sandbox.argo_cd.health import health_of, told, unhealthy
from portarium_sandbox.argo_cd.installation import Installation, records
from portarium_sandbox.argo_cd.operation import Surroundings
from portarium_sandbox.argo_cd.permission import problems_of
from portarium_sandbox.argo_cd.scope import Charts, unplayed
from portarium_sandbox.argo_cd.stand_in import StandIns
from portarium_sandbox.argo_cd.status import API_VERSION, conditions_of, difference, path_of, tell
from portarium_sandbox.argo_cd.synchronisation import automated
from portarium_sandbox.charts.release import ARGO_CD, note_for
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.stillness import Stillness
from portarium_sandbox.kubernetes.times import stamp
from portarium_sandbox.pods.objects import part, texts

_PAUSE_SECONDS: Final = 2.0
# What else can change: the time of a window or of a retry, and what somebody took away of what was installed.
_STILL_SECONDS: Final = 6.0
_NOT_RENDERED: Final = (
    "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = "
)
_REFRESH: Final = "argocd.argoproj.io/refresh"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a look at a cluster found."""

    api: KubernetesClient
    namespace: str
    projects: Mapping[str, Object]
    records: Mapping[str, Sequence[Object]]
    told: Mapping[str, str]
    keeps_health: bool
    """Whether the health of resources is written into the status, as a parameter of Argo CD says."""
    impersonates: bool
    """Whether applications are installed as the accounts of their projects."""


class ApplicationController:
    """Works in one cluster while a release of Argo CD's chart is recorded there."""

    name = "Argo CD"

    def __init__(self, charts: Path, stand_ins: Path) -> None:
        """Say where the list of charts is, and where the objects are that stand in for some of them."""
        self._charts = Charts(charts)
        self._stand_ins = StandIns(stand_ins)
        self._next = 0.0
        self._still = Stillness(_STILL_SECONDS)

    def tend(self, api: KubernetesClient) -> None:
        """Look whether there is something to do, and do it. Raises KubernetesError."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE_SECONDS
        note = note_for(api, ARGO_CD)
        if note is None:
            return
        namespace = note["metadata"]["namespace"]
        seen = (
            _all(api, namespace, "applications"),
            _all(api, namespace, "appprojects"),
            [note],
            unhealthy(api, namespace),
        )
        if self._still.holds(*seen):
            return
        applications, projects, _, said = seen
        look = _Look(
            api=api,
            namespace=namespace,
            projects={one["metadata"]["name"]: one for one in projects},
            records=records(api),
            told=told(said),
            keeps_health=part(note, "data").get("keepsHealth") == "true",
            impersonates=part(note, "data").get("impersonates") == "true",
        )
        is_still = True
        for application in applications:
            try:
                moved = self._see_to(look, application)
            except ApiError as error:
                # Gone or changed since it was listed; one that can't be helped must not keep the others from it.
                _log.warning("application %s: %s; trying again", application["metadata"]["name"], error)
                moved = True
            if moved:
                self._next = 0.0
                is_still = False
        if is_still:
            self._still.begin(*seen)
        else:
            self._still.end()

    def _see_to(self, look: _Look, application: Object) -> bool:
        """Do what is next, and say whether there is more to come soon."""
        if application["metadata"].get("deletionTimestamp"):
            if not finalizer_of(application):
                return False
            project = look.projects.get(application["spec"]["project"])
            remove(self._installation(look, application), project, _now(), impersonates=look.impersonates)
            return True
        compared = self._compared(look, application)
        if "operation" not in compared:
            return compared["status"].get("health", {}).get("status") == "Progressing"
        finished = self._operated(look, compared)
        if "operation" in finished:
            return operation.is_running(finished) and "finishedAt" not in finished["status"]["operationState"]
        self._compared(replace(look, records=records(look.api)), finished)
        return True

    def _compared(self, look: _Look, application: Object) -> Object:
        """Compare what is declared with what is there, and have it synchronised if it is to be by itself."""
        name, now = application["metadata"]["name"], _now()
        project = look.projects.get(application["spec"]["project"])
        status: dict[str, Any] = copy.deepcopy(part(application, "status"))
        problems = problems_of(application, project)
        status["conditions"] = conditions_of(status, {"InvalidSpecError": problems}, now)
        if project is None or problems:
            status["sync"] = {**part(status, "sync"), "status": "Unknown"}
            return self._written(look, application, {**status, "health": {"status": "Unknown"}}, now)
        installation = self._installation(look, application)
        strange = [f"the sandbox's Argo CD does not honour {place}" for place in unplayed(application, project)]
        if not strange and (problem := self._charts.problem_of(application)):
            strange = [_NOT_RENDERED + problem]
        status["conditions"] = conditions_of(status, {"ComparisonError": strange}, now)
        current = "Unknown" if strange else ("Synced" if installation.is_current else "OutOfSync")
        spec = application["spec"]
        compared_to = {key: spec[key] for key in ("source", "destination", "ignoreDifferences") if spec.get(key)}
        revision = part(spec, "source").get("targetRevision", "")
        status["sync"] = {"status": current, "revision": revision, "comparedTo": compared_to}
        status["health"], detail = health_of(installation, look.told.get(name), now, failed=bool(strange))
        status["resources"] = installation.resources(detail if look.keeps_health else None)
        status |= {"sourceType": "Helm", "controllerNamespace": look.namespace, "summary": {}}
        if not look.keeps_health:
            status["resourceHealthSource"] = "appTree"
        begun, problem = automated(application, project, status, now)
        status["conditions"] = conditions_of(status, {"SyncError": [problem] if problem else []}, now)
        written = self._written(look, application, status, now)
        if begun is None:
            return written
        message = f"Initiated automated sync to '{revision}'"
        tell(look.api, written, kind="Normal", reason="OperationStarted", message=message, now=now)
        return look.api.merge(path_of(written), {"operation": begun})

    def _operated(self, look: _Look, application: Object) -> Object:
        """Take an operation as far as it goes."""
        now = _now()
        if not operation.is_running(application):
            application = self._stated(look, application, operation.begun(application, now))
        around = Surroundings(
            project=look.projects.get(application["spec"]["project"]),
            installation=self._installation(look, application),
            charts=self._charts,
            impersonates=look.impersonates,
            now=now,
        )
        return self._stated(look, application, operation.advanced(application, around))

    def _stated(self, look: _Look, application: Object, state: Mapping[str, Any]) -> Object:
        """Write the state of an operation; one that has ended is an operation no more."""
        before = part(application, "status")
        after = {**before, "operationState": dict(state)}
        patch: dict[str, Any] = {}
        if state["phase"] != "Running":
            patch["operation"] = None
            if state["phase"] == "Succeeded":
                after["history"] = operation.history(application, state, _now())
        if changed := difference(before, after):
            patch["status"] = changed
        if not patch:
            return application
        written = look.api.merge(path_of(application), patch)
        if "operation" in patch:
            kind, message = operation.completed_event(state)
            tell(look.api, written, kind=kind, reason="OperationCompleted", message=message, now=_now())
        return written

    def _written(self, look: _Look, application: Object, status: Mapping[str, Any], now: datetime) -> Object:
        """Write a status where it has changed, and tell of what people look at."""
        before = part(application, "status")
        after = dict(status)
        health, was = after["health"], part(before, "health")
        turned = was.get("lastTransitionTime") if was.get("status") == health["status"] else None
        after["health"] = {**health, "lastTransitionTime": turned or stamp(now)}
        asked = _REFRESH in texts(application["metadata"], "annotations")
        patch = {"status": difference(before, after)}
        if not patch["status"] and not asked:
            return application
        patch["status"]["reconciledAt"] = stamp(now)
        if asked:
            patch["metadata"] = {"annotations": {_REFRESH: None}}
        written = look.api.merge(path_of(application), patch)
        for what, old, new in (
            ("sync", part(before, "sync").get("status", ""), after["sync"]["status"]),
            ("health", was.get("status", ""), health["status"]),
        ):
            if old != new:
                message = f"Updated {what} status: {old} -> {new}"
                tell(look.api, written, kind="Normal", reason="ResourceUpdated", message=message, now=now)
        return written

    def _installation(self, look: _Look, application: Object) -> Installation:
        found = look.records.get(application["metadata"]["name"], ())
        chart = str(part(application["spec"], "source").get("chart", ""))
        return Installation(api=look.api, application=application, records=found, stand_in=self._stand_ins.of(chart))


def _all(api: KubernetesClient, namespace: str, plural: str) -> list[Object]:
    try:
        return list(api.get(f"/apis/{API_VERSION}/namespaces/{namespace}/{plural}")["items"])
    except ApiError as error:
        # The note stays a moment longer than the kinds, when the release goes.
        if error.code == HTTPStatus.NOT_FOUND:
            return []
        raise


def _now() -> datetime:
    return datetime.now(UTC)
