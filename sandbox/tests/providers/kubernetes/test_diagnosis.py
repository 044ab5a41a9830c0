"""Why an object is not ready: by the pods and warnings of its last change, not by those of an earlier one."""

from collections.abc import Sequence
from typing import Any

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.kubeconfig import Cluster
from portarium_sandbox.providers.kubernetes.diagnosis import reasons
from tests.kubernetes.api_server import Script, serving

BEFORE, CHANGED, AFTER = "2026-01-01T10:00:00Z", "2026-01-01T10:00:05Z", "2026-01-01T10:00:06Z"
WORK, APPS = "GET /api/v1/namespaces/work", "GET /apis/apps/v1/namespaces/work"
OLD, NEW = {"containers": [{"image": "old"}]}, {"containers": [{"image": "new"}]}


def owner(kind: str, *, observed: int = 2, **status: Any) -> Object:
    """An object that makes pods, with the second change of its template."""
    return {
        "kind": kind,
        "metadata": {
            "name": "subject",
            "namespace": "work",
            "uid": "owner",
            "generation": 2,
            "creationTimestamp": BEFORE,
            "managedFields": [{"time": CHANGED, "fieldsV1": {"f:spec": {}}}],
        },
        "spec": {
            "selector": {"matchLabels": {"app": "x"}},
            "template": {"metadata": {"labels": {"app": "x"}}, "spec": NEW},
        },
        "status": {"observedGeneration": observed, **status},
    }


def owned(name: str, by: str = "owner", **labels: str) -> Object:
    """An object of another's making."""
    return {
        "metadata": {
            "name": name,
            "uid": name,
            "creationTimestamp": BEFORE,
            "ownerReferences": [{"uid": by}],
            "labels": labels,
        }
    }


def pod(name: str, by: str = "owner", **labels: str) -> Object:
    """A pod that can't start."""
    waiting = {"name": "main", "image": name, "state": {"waiting": {"reason": "ImagePullBackOff"}}}
    return {**owned(name, by, **labels), "status": {"containerStatuses": [waiting]}}


def replica_set(name: str, spec: dict[str, Any]) -> Object:
    """A replica set of the Deployment."""
    template = {
        "metadata": {"labels": {"app": "x", "pod-template-hash": name}, "creationTimestamp": None},
        "spec": spec,
    }
    return {**owned(name), "spec": {"template": template}}


def named_in(subject: Object, story: dict[str, Sequence[Object]]) -> list[str]:
    """What the reasons of an object begin with."""
    with serving(Script({f"{WORK}/events": [{"items": []}], **story})) as address:
        return [reason.split(":")[0] for reason in reasons(KubernetesClient(Cluster(server=address)), subject)]


@pytest.mark.parametrize("observed", [1, 2])
def test_deployment(observed: int):
    """Only pods of the replica set with the Deployment's template count, before its controller has seen it too."""
    story: dict[str, Sequence[Object]] = {
        f"{APPS}/replicasets": [{"items": [replica_set("a", OLD), replica_set("b", NEW)]}],
        f"{WORK}/pods": [{"items": [pod("old", "a"), pod("new", "b"), pod("stranger", "c")]}],
    }
    assert named_in(owner("Deployment", observed=observed), story) == ["pod new"]


@pytest.mark.parametrize(("observed", "expected"), [(1, []), (2, ["pod new"])])
def test_stateful_set(observed: int, expected: list[str]):
    """Only pods of the update revision count, and none while the status still has the one before."""
    pods = [pod("old", **{"controller-revision-hash": "a"}), pod("new", **{"controller-revision-hash": "b"})]
    subject = owner("StatefulSet", observed=observed, updateRevision="b" if observed == 2 else "a")
    assert named_in(subject, {f"{WORK}/pods": [{"items": pods}]}) == expected


@pytest.mark.parametrize(("observed", "expected"), [(1, []), (2, ["pod new"])])
def test_daemon_set(observed: int, expected: list[str]):
    """Only pods of the newest revision count, and none while the controller has not written it down."""
    hashes = {"a": 1, "b": 2} if observed == 2 else {"a": 1}
    revisions = [{**owned(f"r{of}", **{"controller-revision-hash": of}), "revision": n} for of, n in hashes.items()]
    pods = [pod("old", **{"controller-revision-hash": "a"}), pod("new", **{"controller-revision-hash": "b"})]
    story: dict[str, Sequence[Object]] = {
        f"{APPS}/controllerrevisions": [{"items": revisions}],
        f"{WORK}/pods": [{"items": pods}],
    }
    assert named_in(owner("DaemonSet", observed=observed), story) == expected


def test_job():
    """Pods that a former Job of the name has left are not this one's."""
    story: dict[str, Sequence[Object]] = {f"{WORK}/pods": [{"items": [pod("old", "former"), pod("new")]}]}
    assert named_in(owner("Job"), story) == ["pod new"]


def test_pods_on_their_way_out():
    """A pod that is being deleted is not what an object waits for."""
    leaving = pod("leaving")
    leaving["metadata"]["deletionTimestamp"] = AFTER
    assert named_in(owner("Job"), {f"{WORK}/pods": [{"items": [leaving, pod("new")]}]}) == ["pod new"]


@pytest.mark.parametrize("time", ["lastTimestamp", "eventTime", "firstTimestamp"])
def test_warnings(time: str):
    """A warning that came before the change is not said of it."""
    events: list[dict[str, Any]] = [
        {"reason": "Former", "message": "x", time: BEFORE},
        {"reason": "Same", "message": "x", time: CHANGED},
        {"reason": "Present", "message": "x", time: AFTER},
    ]
    claim: Object = {**owner("PersistentVolumeClaim"), "status": {}}
    assert named_in(claim, {f"{WORK}/events": [{"items": events}]}) == ["Present"]


def test_warnings_of_what_was_never_changed():
    """Every warning of an object that was only created is of its creation, in the same second too."""
    claim: Object = {**owner("PersistentVolumeClaim"), "status": {}}
    claim["metadata"] |= {"creationTimestamp": CHANGED}
    events = [{"reason": "Present", "message": "x", "lastTimestamp": CHANGED}]
    assert named_in(claim, {f"{WORK}/events": [{"items": events}]}) == ["Present"]
