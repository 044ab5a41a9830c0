"""What a Deployment's status means."""

from typing import Any

import pytest

from ops.operations.workloads import workload_of

_DONE = {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}
_MOVING = {"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated"}
_STUCK = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out"}


def _deployment(condition: dict[str, str], *, ready: int, updated: int, total: int, observed: int = 2) -> Any:
    return {
        "metadata": {"name": "api", "generation": 2},
        "spec": {"replicas": 3},
        "status": {
            "observedGeneration": observed,
            "readyReplicas": ready,
            "updatedReplicas": updated,
            "replicas": total,
            "conditions": [condition],
        },
    }


@pytest.mark.parametrize(
    ("deployment", "rollout", "problem"),
    [
        (_deployment(_DONE, ready=3, updated=3, total=3), "complete", ""),
        (_deployment(_DONE, ready=2, updated=3, total=3), "complete", "api: 2 of 3 pods are ready"),
        (_deployment(_MOVING, ready=3, updated=1, total=4), "rolling", ""),
        (_deployment(_DONE, ready=3, updated=3, total=3, observed=1), "rolling", ""),
        (_deployment(_STUCK, ready=3, updated=1, total=4), "stopped", "api: its rollout has stopped: timed out"),
    ],
    ids=["well", "pod down", "replacing", "not yet seen by the controller", "new image fails, old pods serve"],
)
def test_workload(deployment: Any, rollout: str, problem: str) -> None:
    """A rollout under way is no problem; one that has stopped is, even while the old pods serve."""
    workload = workload_of(deployment)

    assert (workload.rollout, workload.problem) == (rollout, problem)


def test_a_deployment_that_no_controller_has_seen_is_rolling() -> None:
    """Its status is empty, and its pods are yet to come."""
    workload = workload_of({"metadata": {"name": "api", "generation": 1}, "spec": {"replicas": 2}})

    assert (workload.ready, workload.wanted, workload.rollout) == (0, 2, "rolling")


@pytest.mark.parametrize(
    ("updated", "ready", "current", "rollout"),
    [
        (1, 1, "new", "complete"),
        (1, 0, "old", "rolling"),
        (0, 1, "old", "rolling"),
    ],
    ids=["well", "the new pod starts", "the old pod serves"],
)
def test_a_stateful_set_tells_by_its_revisions(updated: int, ready: int, current: str, rollout: str) -> None:
    """It has no conditions that would say so."""
    stateful_set = {
        "metadata": {"name": "keycloak", "generation": 2},
        "spec": {"replicas": 1},
        "status": {
            "observedGeneration": 2,
            "updatedReplicas": updated,
            "readyReplicas": ready,
            "currentRevision": current,
            "updateRevision": "new",
        },
    }
    assert workload_of(stateful_set).rollout == rollout
