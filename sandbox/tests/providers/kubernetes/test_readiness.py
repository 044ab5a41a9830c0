"""When objects are ready, by kind, from statuses as the API server shows them."""

from typing import Any

import pytest

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.conditions import conditions
from portarium_sandbox.providers.kubernetes.readiness import default_timeout, readiness

DEPLOYED = {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}
STATEFUL = {
    "observedGeneration": 2,
    "readyReplicas": 2,
    "updatedReplicas": 2,
    "currentRevision": "b",
    "updateRevision": "b",
}
LATE = {"reason": "ProgressDeadlineExceeded", "message": "late"}


def state(spec: dict[str, Any] | None = None, status: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An object of generation 2."""
    return {"metadata": {"generation": 2}, "spec": spec or {}, "status": status or {}, **more}


def having(kind: str, status: str = "True", **more: str) -> dict[str, Any]:
    """A status with one condition."""
    return {"conditions": [{"type": kind, "status": status, **more}]}


@pytest.mark.parametrize(
    ("kind", "live"),
    [
        ("apps/Deployment", state({"replicas": 2}, DEPLOYED)),
        ("apps/Deployment", state({"replicas": 0}, {"observedGeneration": 2})),
        ("apps/StatefulSet", state({"replicas": 2}, STATEFUL)),
        ("apps/StatefulSet", state({"updateStrategy": {"type": "OnDelete"}})),
        ("apps/DaemonSet", state({}, {"observedGeneration": 2})),
        ("batch/Job", state({}, having("Complete"))),
        ("batch/Job", state({"suspend": True})),
        ("Pod", state({}, having("Ready"))),
        ("Pod", state({}, {"phase": "Succeeded"})),
        ("PersistentVolumeClaim", state({}, {"phase": "Bound"})),
        ("PersistentVolume", state({}, {"phase": "Available"})),
        ("ResourceQuota", state({"hard": {"pods": "1"}}, {"hard": {"pods": "1"}})),
        ("Secret", state(type="Opaque")),
        ("Secret", state(type="kubernetes.io/service-account-token", data={"token": "x"})),
        ("Service", state({"type": "ClusterIP"})),
        ("Service", state({"type": "LoadBalancer"}, {"loadBalancer": {"ingress": [{"ip": "1"}]}})),
        ("networking.k8s.io/Ingress", state({}, {"loadBalancer": {"ingress": [{"hostname": "a"}]}})),
        ("apiextensions.k8s.io/CustomResourceDefinition", state({}, having("Established"))),
        ("Namespace", state({}, {"phase": "Active"})),
        ("ReplicationController", state({"replicas": 1}, {"availableReplicas": 1})),
        ("example.com/Widget", state()),
    ],
)
def test_ready(kind: str, live: dict[str, Any]):
    """Nothing more is to come."""
    assert readiness(kind, live).is_ready


@pytest.mark.parametrize(
    ("kind", "live", "waiting_for"),
    [
        ("apps/Deployment", state({}, {**DEPLOYED, "observedGeneration": 1}), "see the change"),
        ("apps/Deployment", state({"replicas": 2}, {**DEPLOYED, "updatedReplicas": 1}), "updated (1 of 2 are)"),
        ("apps/Deployment", state({"replicas": 2}, {**DEPLOYED, "availableReplicas": 1}), "available (1 of 2 are)"),
        ("apps/Deployment", state({"replicas": 2}, {**DEPLOYED, "replicas": 3}), "1 old pods to end"),
        (
            "apps/Deployment",
            state({}, {**DEPLOYED, **having("ReplicaFailure", message="exceeded quota")}),
            "exceeded quota",
        ),
        ("apps/StatefulSet", state({"replicas": 2}, {**STATEFUL, "readyReplicas": 1}), "ready (1 of 2 are)"),
        ("apps/StatefulSet", state({"replicas": 2}, {**STATEFUL, "currentRevision": "a"}), "to be updated"),
        ("apps/DaemonSet", state({}, {"observedGeneration": 2, "desiredNumberScheduled": 3}), "0 of 3"),
        ("batch/Job", state({}, {"active": 1}), "1 active, 0 succeeded"),
        ("Pod", state({}, {"phase": "Pending"}), "it is Pending"),
        ("PersistentVolumeClaim", state({}, {"phase": "Pending"}), "it is Pending"),
        ("ResourceQuota", state({"hard": {"pods": "1"}}), "counted"),
        ("Secret", state(type="kubernetes.io/service-account-token"), "token"),
        ("Service", state({"type": "LoadBalancer"}), "load balancer"),
        ("networking.k8s.io/Ingress", state(), "load balancer"),
        ("apiextensions.k8s.io/CustomResourceDefinition", state(), "serve it"),
    ],
)
def test_not_ready_yet(kind: str, live: dict[str, Any], waiting_for: str):
    """What is still to come is said, and waiting is of use."""
    found = readiness(kind, live)
    assert waiting_for in str(found)
    assert str(found).startswith("waiting for ")
    assert not found.failed


@pytest.mark.parametrize(
    ("kind", "live", "reason"),
    [
        (
            "apps/Deployment",
            state({}, {**DEPLOYED, **having("Progressing", "False", **LATE)}),
            "late",
        ),
        ("batch/Job", state({}, having("Failed", reason="BackoffLimitExceeded", message="too often")), "too often"),
        ("Pod", state({}, {"phase": "Failed", "message": "evicted"}), "evicted"),
        ("PersistentVolumeClaim", state({}, {"phase": "Lost"}), "gone"),
        (
            "apiextensions.k8s.io/CustomResourceDefinition",
            state({}, having("NamesAccepted", "False", message="taken by x")),
            "taken by x",
        ),
    ],
)
def test_failed(kind: str, live: dict[str, Any], reason: str):
    """Where Kubernetes itself gave up, waiting ends at once."""
    found = readiness(kind, live)
    assert found.failed
    assert reason in str(found)


CHANGED: dict[str, Any] = {"time": "2026-01-01T10:00:05Z", "manager": "pulumi", "fieldsV1": {"f:spec": {}}}
NOTED: dict[str, Any] = {
    "time": "2026-01-01T11:00:00Z",
    "manager": "controller",
    "fieldsV1": {"f:spec": {}},
    "subresource": "scale",
}
BEFORE = {"lastTransitionTime": "2026-01-01T10:00:00Z"}
TAKEN = "apiextensions.k8s.io/CustomResourceDefinition"


def changed(status: dict[str, Any], spec: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object of generation 2 that was changed five seconds after what is said of before."""
    return {**state(spec, status), "metadata": {"generation": 2, "managedFields": [CHANGED, NOTED]}}


@pytest.mark.parametrize(
    ("kind", "live", "waiting_for"),
    [
        (
            "apps/Deployment",
            changed({**DEPLOYED, **having("Progressing", "False", **LATE, **BEFORE), "replicas": 3}),
            "old",
        ),
        ("apps/StatefulSet", changed({**STATEFUL, "observedGeneration": 1}, {"replicas": 2}), "see the change"),
        ("apps/StatefulSet", changed({**STATEFUL, "replicas": 2}, {"replicas": 1}), "1 old pods to end"),
        ("apps/DaemonSet", changed({"observedGeneration": 1, "desiredNumberScheduled": 0}), "see the change"),
        ("ReplicationController", changed({"observedGeneration": 1, "availableReplicas": 1}), "see the change"),
        ("Pod", changed({"observedGeneration": 1, **having("Ready")}), "see the change"),
        (TAKEN, changed(having("NamesAccepted", "False", message="taken by x", **BEFORE)), "taken by x"),
    ],
)
def test_readings_of_before_the_change(kind: str, live: dict[str, Any], waiting_for: str):
    """What was ready or had failed before the change is neither now: it is waited for."""
    found = readiness(kind, live)
    assert waiting_for in str(found)
    assert not found.failed


def test_refused_pods_of_an_earlier_rollout():
    """Pods that could not be made for the rollout before do not keep this one from being complete."""
    refused = having("ReplicaFailure", message="exceeded quota", **BEFORE)
    assert readiness("apps/Deployment", changed({**DEPLOYED, **refused})).is_ready


def test_partitioned_stateful_set():
    """A canary rollout is ready when the pods above the partition are updated."""
    spec = {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}}
    status = {**STATEFUL, "readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a"}
    assert readiness("apps/StatefulSet", state(spec, status)).is_ready


@pytest.mark.parametrize(("kind", "seconds"), [("apps/Deployment", 600), ("PersistentVolumeClaim", 300), ("Secret", 5)])
def test_default_timeouts(kind: str, seconds: int):
    """They are the official provider's."""
    assert default_timeout(kind) == seconds


@pytest.mark.parametrize(
    "annotation",
    [
        "condition=Synced",
        "condition=healthy=false",
        "jsonpath={.status.phase}=Running",
        "jsonpath={.status.hosts[0].name}=a",
        "jsonpath={ $.status['hosts'] }",
        "jsonpath={.status.ok}=true",
        "jsonpath={.status.phase}",
        '["condition=Synced", "jsonpath={.status.phase}=Running"]',
    ],
)
def test_wait_for(annotation: str):
    """Conditions of a custom resource are met by its status, and not before it has one."""
    health = [{"type": "Synced", "status": "True"}, {"type": "Healthy", "status": "False"}]
    live = state({}, {"phase": "Running", "ok": True, "hosts": [{"name": "a"}], "conditions": health})
    assert all(condition.readiness(live).is_ready for condition in conditions(annotation))
    assert not any(condition.readiness(state()).is_ready for condition in conditions(annotation))


@pytest.mark.parametrize(
    "annotation",
    [
        "ready",
        "[]",
        '{"a": 1}',
        "jsonpath={.a[?(@.b)]}=1",
        "jsonpath={range .a}",
        "jsonpath=.a=1",
        "jsonpath={.a}=",
        "jsonpath={.a}=b=c",
        "jsonpath={.a-b}",
    ],
)
def test_wait_for_what_cannot_be_evaluated(annotation: str):
    """An expression that the double doesn't understand is refused, never taken as met."""
    with pytest.raises(ProviderError, match=r"pulumi\.com/waitFor"):
        conditions(annotation)


@pytest.mark.parametrize(
    ("annotation", "status"),
    [
        ("condition=Synced", {"observedGeneration": 1, **having("Synced")}),
        ("condition=Synced", {"conditions": [{"type": "Synced", "status": "True", "observedGeneration": 1}]}),
        ("jsonpath={.status.phase}=Running", {"observedGeneration": 1, "phase": "Running"}),
    ],
)
def test_wait_for_what_was_so_before_the_change(annotation: str, status: dict[str, Any]):
    """A status of an earlier generation meets no condition."""
    [condition] = conditions(annotation)
    assert "before the change" in str(condition.readiness(state({}, status)))


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        ("jsonpath={.status.phase}=Running", 'waiting for {.status.phase}=Running (found "running")'),
        ("jsonpath={.status.health.status}=Healthy", "{.status.health.status} selected nothing"),
        ("jsonpath={.status.hosts}=a", "has a non-primitive value"),
    ],
)
def test_wait_for_says_what_it_found(annotation: str, said: str):
    """A value is compared to the letter, as the official provider does, and shown."""
    [condition] = conditions(annotation)
    assert said in str(condition.readiness(state({}, {"phase": "running", "hosts": ["a"]})))
