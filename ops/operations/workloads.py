"""The workloads of an environment as its cluster reports them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.plane import SERVING_PLANES
from ops.operations.cluster import Cluster

Rollout = Literal["complete", "rolling", "stopped"]
WorkloadKind = Literal["deployments", "statefulsets"]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """One Deployment, or one StatefulSet."""

    name: str
    ready: int
    wanted: int
    rollout: Rollout
    """Whether its pods are the latest release's, still being replaced, or stuck half-way."""
    problem: str
    """Why it is not as it should be; empty when it is."""


def read_workloads(cluster: Cluster, namespaces: Mapping[str, str]) -> list[Workload]:
    """Return the workloads of an environment's namespaces.

    Namespace by namespace: none of the access policies may list the whole cluster.
    """
    found: list[Workload] = []
    for namespace in [namespaces[plane] for plane in SERVING_PLANES if plane in namespaces]:
        listed = cluster.get(f"/apis/apps/v1/namespaces/{namespace}/deployments")
        found += [workload_of(item) for item in listed["items"]]
    return sorted(found, key=lambda workload: workload.name)


def workload_of(deployment: Mapping[str, Any]) -> Workload:
    """Return what the status of a Deployment or a StatefulSet says."""
    name: str = deployment["metadata"]["name"]
    status: Mapping[str, Any] = deployment.get("status") or {}
    wanted, ready = int(deployment["spec"].get("replicas", 1)), int(status.get("readyReplicas") or 0)
    rollout = _rollout(deployment, status, wanted)
    problem = ""
    if rollout == "stopped":
        problem = f"{name}: its rollout has stopped: {_condition(status, 'Progressing').get('message', 'no reason')}"
    elif ready < wanted and rollout == "complete":
        problem = f"{name}: {ready} of {wanted} pods are ready"
    return Workload(name=name, ready=ready, wanted=wanted, rollout=rollout, problem=problem)


def _rollout(deployment: Mapping[str, Any], status: Mapping[str, Any], wanted: int) -> Rollout:
    if int(status.get("observedGeneration") or 0) < int(deployment["metadata"].get("generation") or 0):
        return "rolling"
    if "updateRevision" in status:
        return _rollout_in_place(status, wanted)
    progressing = _condition(status, "Progressing")
    if progressing.get("status") == "False":
        return "stopped"
    updated, total = int(status.get("updatedReplicas") or 0), int(status.get("replicas") or 0)
    # The controller says so itself once all new pods were ready; a pod that fails later is no rollout.
    finished = progressing.get("reason") == "NewReplicaSetAvailable"
    return "complete" if finished and updated >= wanted and total <= updated else "rolling"


def _rollout_in_place(status: Mapping[str, Any], wanted: int) -> Rollout:
    """Of a StatefulSet, which has no conditions: its pods are of the new revision, and ready."""
    updated, ready = int(status.get("updatedReplicas") or 0), int(status.get("readyReplicas") or 0)
    current = status.get("currentRevision") == status["updateRevision"]
    return "complete" if (current or updated >= wanted) and ready >= wanted else "rolling"


def _condition(status: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    conditions: Iterable[Mapping[str, Any]] = status.get("conditions") or []
    nothing: Mapping[str, Any] = {}
    return next((condition for condition in conditions if condition["type"] == kind), nothing)
