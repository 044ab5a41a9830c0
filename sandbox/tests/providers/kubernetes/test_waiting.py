"""Waiting, while the API server still shows what was before the change that is waited for."""

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.kubeconfig import Cluster
from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.kubernetes.discovery import Collection
from portarium_sandbox.providers.kubernetes.kinds import Kind
from portarium_sandbox.providers.kubernetes.objects import BeingDeletedError, Objects, Target
from portarium_sandbox.providers.kubernetes.waiting import (
    GoneError,
    NotReadyError,
    Subject,
    current_readiness,
    until_gone,
    until_ready,
)
from portarium_sandbox.providers.operation import Operation
from tests.kubernetes.api_server import NOT_FOUND, Script, serving

Story = dict[str, Sequence[Object]]
BEFORE, CHANGED, AFTER = "2026-01-01T10:00:00Z", "2026-01-01T10:00:05Z", "2026-01-01T10:00:35Z"
DEPLOYMENT = "/apis/apps/v1/namespaces/work/deployments/subject"
SERVICE = "/api/v1/namespaces/work/services/subject"
JOB = "/apis/batch/v1/namespaces/work/jobs/subject"
PODS, EVENTS = "GET /api/v1/namespaces/work/pods", "GET /api/v1/namespaces/work/events"
NOTHING: Story = {PODS: [{"items": []}], EVENTS: [{"items": []}]}
REPLICA_SETS = "GET /apis/apps/v1/namespaces/work/replicasets"
COMPLETE = {"conditions": [{"type": "Complete", "status": "True"}]}
KINDS = {
    "deployments": Kind("apps/v1", "Deployment"),
    "jobs": Kind("batch/v1", "Job"),
    "services": Kind("v1", "Service"),
}
OPERATION = Operation(
    urn="urn", type="", name="subject", engine=Engine(), cancelled=threading.Event(), timeout_seconds=20
)


INPUTS = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "subject", "namespace": "work"}}


def deployment(*, observed: int, progressing: dict[str, str] | None = None, old_pods: int = 0) -> Object:
    """A Deployment whose third change is the one that is waited for."""
    counts = {"replicas": 1 + old_pods, "updatedReplicas": 1, "availableReplicas": 1}
    conditions = [{"type": "Progressing", **progressing}] if progressing else []
    change: Object = {"manager": "pulumi", "operation": "Apply", "time": CHANGED, "fieldsV1": {"f:spec": {}}}
    return {
        "kind": "Deployment",
        "metadata": {
            "name": "subject",
            "namespace": "work",
            "uid": "1",
            "generation": 3,
            "creationTimestamp": BEFORE,
            "managedFields": [change],
        },
        "spec": {"replicas": 1, "progressDeadlineSeconds": 30, "selector": {"matchLabels": {"app": "subject"}}},
        "status": {"observedGeneration": observed, "conditions": conditions, **counts},
    }


def exceeded(time: str) -> dict[str, str]:
    """The condition of a rollout whose deadline passed."""
    return {"status": "False", "reason": "ProgressDeadlineExceeded", "message": "late", "lastUpdateTime": time}


def job(uid: str, status: Object, **metadata: str) -> Object:
    """A Job."""
    return {
        "kind": "Job",
        "metadata": {"name": "subject", "namespace": "work", "uid": uid, **metadata},
        "status": status,
    }


def target(subject: Subject) -> Target:
    """Where the object is."""
    return Target(collection=subject.collection, namespace="work", name="subject")


@contextmanager
def telling(path: str, story: Mapping[str, Sequence[Object]]) -> Generator[Subject]:
    """The object at a path, of which an API server tells a story."""
    plural = path.split("/")[-2]
    with serving(Script(story)) as address:
        collection = Collection(KINDS[plural], plural, is_namespaced=True)
        yield Subject(api=KubernetesClient(Cluster(server=address)), collection=collection, path=path, inputs={})


def test_the_last_rollouts_deadline_is_not_the_new_ones():
    """The controller has seen the change and still shows what it said of the rollout before; then it is ready."""
    unseen, carried_over, done = (
        deployment(observed=2, progressing=exceeded(BEFORE), old_pods=1),
        deployment(observed=3, progressing=exceeded(BEFORE), old_pods=1),
        deployment(observed=3, progressing={"status": "True", "reason": "NewReplicaSetAvailable"}),
    )
    story: Story = {f"GET {DEPLOYMENT}": [unseen, carried_over, done], REPLICA_SETS: [{"items": []}], **NOTHING}
    with telling(DEPLOYMENT, story) as subject:
        assert until_ready(OPERATION, subject, unseen) == done


def test_a_deadline_that_began_before_the_change_is_not_the_new_ones():
    """A condition that is younger than the change, but not by the deadline, counts from the rollout before."""
    passed = deployment(observed=3, progressing=exceeded("2026-01-01T10:00:06Z"), old_pods=1)
    done = deployment(observed=3)
    story: Story = {f"GET {DEPLOYMENT}": [passed, done], REPLICA_SETS: [{"items": []}], **NOTHING}
    with telling(DEPLOYMENT, story) as subject:
        assert until_ready(OPERATION, subject, passed) == done


def test_the_rollouts_own_deadline_ends_the_waiting():
    """What Kubernetes says after the deadline of this very change is the end of it."""
    late = deployment(observed=3, progressing=exceeded(AFTER), old_pods=1)
    story: Story = {f"GET {DEPLOYMENT}": [late], REPLICA_SETS: [{"items": []}], **NOTHING}
    with telling(DEPLOYMENT, story) as subject, pytest.raises(NotReadyError, match="late"):
        until_ready(OPERATION, subject, late)


def test_another_of_the_name_is_not_what_was_created():
    """A Job that somebody deleted and made anew is complete, and says nothing of the one that was waited for."""
    story: Story = {f"GET {JOB}": [job("2", COMPLETE)], **NOTHING}
    with telling(JOB, story) as subject, pytest.raises(GoneError, match="deleted and made anew by somebody else"):
        until_ready(OPERATION, subject, job("1", {"active": 1}))


def test_what_is_deleted_meanwhile_is_not_waited_for():
    """An object that is taken away while it is waited for ends the waiting with that reason."""
    with telling(JOB, {f"GET {JOB}": [NOT_FOUND]}) as subject, pytest.raises(GoneError, match="it was deleted while"):
        until_ready(OPERATION, subject, job("1", {"active": 1}))


def test_what_is_on_its_way_out_is_not_ready():
    """The status of an object that is being deleted is as good as before, and the object is not to be had."""
    leaving = job("1", COMPLETE, deletionTimestamp=AFTER)
    with telling(JOB, NOTHING) as subject, pytest.raises(NotReadyError, match="being deleted"):
        until_ready(OPERATION, subject, leaving)


def test_gone_is_told_by_the_identity():
    """Another object of the same name does not keep a deletion from being complete."""
    story: Story = {f"GET {JOB}": [job("1", COMPLETE, deletionTimestamp=AFTER), job("2", {"active": 1})]}
    with telling(JOB, story) as subject:
        until_gone(OPERATION, subject, "1")
        assert subject.api.get(JOB)["metadata"]["uid"] == "2"


def test_what_is_written_to_an_object_on_its_way_out_is_not_created():
    """A Job that is deleted between looking and applying takes the change along, with its old status."""
    story: Story = {f"GET {JOB}": [NOT_FOUND], f"PATCH {JOB}": [job("1", COMPLETE, deletionTimestamp=AFTER)]}
    with telling(JOB, story) as subject, pytest.raises(BeingDeletedError) as caught:
        Objects(subject.api).create(OPERATION, target(subject), INPUTS, "pulumi")
    assert caught.value.uid == "1"


def test_an_object_that_another_has_replaced_is_gone():
    """A deletion that comes too late for its object leaves the one alone that has taken the name."""
    refused: Object = {"kind": "Status", "code": 409, "reason": "Conflict", "message": "another uid"}
    story: Story = {f"GET {JOB}": [job("1", COMPLETE), job("2", {})], f"DELETE {JOB}": [refused]}
    with telling(JOB, story) as subject:
        assert Objects(subject.api).delete(target(subject), INPUTS) is None


def test_endpoints_of_a_former_service_are_not_waited_for():
    """What another Service of the name has left behind says nothing of the pods of this one."""
    service: Object = {
        "metadata": {"name": "subject", "namespace": "work", "uid": "2"},
        "spec": {"selector": {"a": "b"}},
    }
    endpoint: Object = {"conditions": {"ready": False}}
    left: Object = {"metadata": {"ownerReferences": [{"uid": "1"}]}, "endpoints": [endpoint]}
    own: Object = {"metadata": {"ownerReferences": [{"uid": "2"}]}, "endpoints": [endpoint]}
    slices = "GET /apis/discovery.k8s.io/v1/namespaces/work/endpointslices"
    with telling(SERVICE, {slices: [{"items": [left]}, {"items": [left, own]}]}) as subject:
        assert current_readiness(subject, service).is_ready
        assert "1 of its pods" in str(current_readiness(subject, service))
