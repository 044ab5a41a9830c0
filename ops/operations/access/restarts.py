"""Brings the new value of a secret into a cluster, and restarts what reads it at its start alone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ops.operations.cluster import NotThereError
from ops.operations.error import OperationError
from ops.operations.workloads import WorkloadKind, workload_of

SYNC_SECONDS = 120.0
"""How long the operator of external secrets may take."""
ROLLOUT_SECONDS = 900.0
"""How long it may take until all pods are new ones."""
POLL_SECONDS = 2.0

MANAGER = "portarium-rotation"
FORCE_SYNC = "force-sync"
"""The annotation by which the operator of external secrets is asked to look again at once."""
STARTED_FOR = "portarium.io/database-secret-version"
"""Which value of the secret the pods of a deployment were started for."""


class Cluster(Protocol):
    """What is asked of a Kubernetes API server."""

    def get(self, path: str) -> dict[str, Any]: ...  # noqa: D102 (as in ops.operations.cluster)
    def merge(self, path: str, changes: Mapping[str, Any], *, manager: str) -> dict[str, Any]: ...  # noqa: D102


class Restart(Protocol):
    """A workload that reads a secret at its start alone, and the external secret by which that comes."""

    @property
    def namespace(self) -> str: ...  # noqa: D102 (fields of plans)
    @property
    def external_secret(self) -> str: ...  # noqa: D102
    @property
    def deployment(self) -> str | None: ...  # noqa: D102
    @property
    def kind(self) -> WorkloadKind: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class Started:
    """What the pods of a deployment were started for."""

    version: str | None
    """Which value; none where nobody has restarted them yet."""
    made: datetime
    """When the deployment was made."""
    complete: bool
    """Whether all of its pods are of its present template."""


@dataclass(frozen=True, kw_only=True)
class Restarts:
    """The restarts of one cluster."""

    cluster: Callable[[], Cluster]
    """Signs in; again and again, because tokens are short-lived and a rollout is not."""

    def is_there(self, restart: Restart) -> bool:
        """Whether a deployment is there: one that comes later starts with what the secret says then."""
        try:
            self.cluster().get(_deployment(restart))
        except NotThereError:
            return False
        return True

    def unfinished(self, restart: Restart, version: str) -> bool:
        """Whether pods of a deployment may be older than a value of the secret: a rollout that is stuck keeps some."""
        started = self.started(restart, STARTED_FOR)
        return started.version != version or not started.complete

    def started(self, restart: Restart, annotation: str) -> Started:
        """Return what the pods of a deployment were started for, by the annotation that says so."""
        deployment = self.cluster().get(_deployment(restart))
        metadata: dict[str, Any] = deployment["spec"]["template"].get("metadata") or {}
        found: Mapping[str, str] = metadata.get("annotations") or {}
        return Started(
            version=found.get(annotation),
            made=datetime.fromisoformat(deployment["metadata"]["creationTimestamp"]),
            complete=workload_of(deployment).rollout == "complete",
        )

    def carry_out(self, restart: Restart, version: str, annotation: str = STARTED_FOR) -> None:
        """Have the value written into the cluster, and all pods of the deployment replaced."""
        self._synchronise(restart)
        annotations = {annotation: version}
        change = {"spec": {"template": {"metadata": {"annotations": annotations}}}}
        self.cluster().merge(_deployment(restart), change, manager=MANAGER)
        self._await_rollout(restart)

    def _synchronise(self, restart: Restart) -> None:
        path = _external_secret(restart)
        before = _refreshed(self.cluster().get(path))
        # The time of a look is told in whole seconds: one in this second would be taken for the one before it.
        time.sleep(1.0)
        now = str(time.time_ns())
        self.cluster().merge(path, {"metadata": {"annotations": {FORCE_SYNC: now}}}, manager=MANAGER)
        deadline = time.monotonic() + SYNC_SECONDS
        while True:
            found = self.cluster().get(path)
            ready = _condition(found, "Ready")
            if _refreshed(found) != before and ready.get("status") == "True":
                return
            if time.monotonic() > deadline:
                said = ready.get("message") or "nobody looked at it; is the operator of external secrets there?"
                raise OperationError(f"{restart.namespace}/{restart.external_secret}: has not the new value: {said}")
            time.sleep(POLL_SECONDS)

    def _await_rollout(self, restart: Restart) -> None:
        deadline = time.monotonic() + ROLLOUT_SECONDS
        while True:
            workload = workload_of(self.cluster().get(_deployment(restart)))
            if workload.rollout == "complete" and workload.ready >= workload.wanted:
                return
            if workload.rollout == "stopped" or time.monotonic() > deadline:
                said = workload.problem or "its pods are still being replaced"
                raise OperationError(f"{restart.namespace}/{restart.deployment}: is not rolled out: {said}")
            time.sleep(POLL_SECONDS)


def _deployment(restart: Restart) -> str:
    return f"/apis/apps/v1/namespaces/{restart.namespace}/{restart.kind}/{restart.deployment}"


def _external_secret(restart: Restart) -> str:
    return f"/apis/external-secrets.io/v1/namespaces/{restart.namespace}/externalsecrets/{restart.external_secret}"


def _refreshed(external_secret: Mapping[str, Any]) -> str:
    return _status(external_secret).get("refreshTime") or ""


def _condition(external_secret: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    conditions: list[Mapping[str, Any]] = _status(external_secret).get("conditions") or []
    nothing: Mapping[str, Any] = {}
    return next((condition for condition in conditions if condition["type"] == kind), nothing)


def _status(external_secret: Mapping[str, Any]) -> Mapping[str, Any]:
    status: Mapping[str, Any] | None = external_secret.get("status")
    return status or {}
