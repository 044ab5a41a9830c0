"""What is applied to an environment's database, as the job that migrated it last has said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.component_names import MIGRATION
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError

_STEP = re.compile(r"^(?P<version>\d+)\s+(?P<phase>\w+)\s+\S+\s+\S+\s+PENDING\s", re.MULTILINE)
_TOTAL = re.compile(r"^Total: \d+ \| Applied: (?P<applied>\d+) \| Pending: (?P<pending>\d+)\s*$", re.MULTILINE)
_JOB = "batch.kubernetes.io/job-name"
_LATER = "Contract"


@dataclass(frozen=True, kw_only=True)
class Migrations:
    """The schema after the last migration."""

    job: str
    completed: str | None = None
    """When the job was done (ISO 8601, UTC)."""
    applied: int | None = None
    """How many steps the application counts as applied; none where its pod can't be asked any more."""
    pending: int | None = None
    """How many it counts as not applied, those that a later phase applies among them."""
    problem: str = ""
    """What is wrong with the schema; empty when nothing is known to be."""

    @property
    def note(self) -> str:
        """The same in one line."""
        at = f" at {self.completed}" if self.completed else ""
        if self.applied is None:
            return f"schema: migrated by {self.job}{at}; its pod says no more what is applied"
        return f"schema: {self.applied} applied, {self.pending} pending, by {self.job}{at}"


def read_migrations(cluster: Cluster, outputs: Mapping[str, Any]) -> Migrations | None:
    """Ask the pod of the job that a stack names; none where the stack has never named one."""
    told: Mapping[str, str] | None = outputs.get("migrations")
    namespace: str | None = outputs["namespaces"].get("data")
    if not told or namespace is None:
        return None
    return migrations_of(told["job"], told.get("completedAt"), _said(cluster, namespace, told["job"]))


def migrations_of(job: str, completed: str | None, said: str) -> Migrations:
    """Return what the application's list of steps means."""
    total = _TOTAL.search(said)
    if total is None:
        return Migrations(job=job, completed=completed)
    applied, pending = int(total["applied"]), int(total["pending"])
    undone = sorted({int(step["version"]) for step in _STEP.finditer(said) if step["phase"] != _LATER})
    problem = ""
    if applied == 0:
        # Without a database the application lists every step as pending, and ends as if all were well.
        problem = f"schema: {job} found nothing applied, which it also says when the database does not answer"
    elif undone:
        problem = f"schema: {job} left {', '.join(map(str, undone))} out"
    return Migrations(job=job, completed=completed, applied=applied, pending=pending, problem=problem)


def _said(cluster: Cluster, namespace: str, job: str) -> str:
    """Return the output of the job's pod that did it; nothing where it is gone, because a pod goes with its node."""
    pods = f"/api/v1/namespaces/{namespace}/pods"
    listed: Sequence[Mapping[str, Any]] = cluster.get(f"{pods}?labelSelector={_JOB}%3D{job}")["items"]
    done = [str(pod["metadata"]["name"]) for pod in listed if pod.get("status", {}).get("phase") == "Succeeded"]
    try:
        return cluster.text(f"{pods}/{done[0]}/log?container={MIGRATION}") if done else ""
    except OperationError:
        return ""
