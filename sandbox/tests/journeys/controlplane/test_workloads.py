"""Workloads on made-up nodes: the controllers and the scheduler are real, so rollouts, jobs and volumes behave."""

from typing import Any

import pytest

from portarium_sandbox.patience import eventually
from tests.journeys.controlplane.client import (
    GOOD_IMAGE,
    MISSING_IMAGE,
    WORK,
    ControlPlane,
    Object,
    is_ready,
    pod,
)

APPS = "/apis/apps/v1/namespaces/work"
BATCH = "/apis/batch/v1/namespaces/work"
CLAIM: Object = {
    "accessModes": ["ReadWriteOnce"],
    "storageClassName": "gp3",
    "resources": {"requests": {"storage": "1Gi"}},
}


def workload(name: str, image: str = GOOD_IMAGE, **spec: Any) -> Object:
    """Return the metadata and specification of a workload whose pods carry its name as a label."""
    labels = {"app": name}
    pods = {"metadata": {"labels": labels}, "spec": pod(image)}
    return {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": labels}, "template": pods, **spec}}


def job(name: str, annotations: dict[str, str]) -> Object:
    """Return the metadata and specification of a job whose pods run once."""
    pods = {"metadata": {"annotations": annotations}, "spec": pod(restartPolicy="Never")}
    return {"metadata": {"name": name}, "spec": {"backoffLimit": 0, "template": pods}}


def pods_of(cluster: ControlPlane, name: str) -> list[Object]:
    """Return the pods of a workload."""
    return cluster.get(f"{WORK}/pods?labelSelector=app%3D{name}")["items"]


def has_condition(cluster: ControlPlane, path: str, kind: str) -> bool:
    """Say whether an object's status has a condition that is true."""
    status = cluster.get(path).get("status", {})
    return any(c["type"] == kind and c["status"] == "True" for c in status.get("conditions", []))


def test_failing_rollout_keeps_the_old_pods(cluster: ControlPlane) -> None:
    """A rollout to an image that is never found stalls with a reason, and the pods before it keep serving."""
    cluster.make(f"{APPS}/deployments", **workload("api", replicas=3))
    eventually(lambda: cluster.get(f"{APPS}/deployments/api")["status"].get("availableReplicas") == 3)
    old = {p["metadata"]["name"] for p in pods_of(cluster, "api")}
    new = {"spec": {"template": {"spec": pod(MISSING_IMAGE)}}}
    assert cluster.call("PATCH", f"{APPS}/deployments/api", new)[0] == 200

    def stalled() -> list[str]:
        return [
            p["status"]["containerStatuses"][0]["state"]["waiting"]["reason"]
            for p in pods_of(cluster, "api")
            if p["metadata"]["name"] not in old and "containerStatuses" in p["status"]
        ]

    assert eventually(stalled) == ["ImagePullBackOff"]
    assert {p["metadata"]["name"] for p in pods_of(cluster, "api") if is_ready(p)} == old


@pytest.mark.parametrize(("place", "initialized"), [("containers", "True"), ("initContainers", "False")])
def test_missing_image_anywhere_in_a_pod(cluster: ControlPlane, place: str, initialized: str) -> None:
    """One missing image is enough to keep a pod from running, be it an init container's; its container names it."""
    # The official Kubernetes provider looks for the image in the containers of a pod that is initialized.
    name = f"missing-{place.lower()}"
    spec = {"containers": [{"name": "main", "image": GOOD_IMAGE}], "initContainers": []}
    spec[place] = [{"name": "missing", "image": MISSING_IMAGE}]
    cluster.make(f"{WORK}/pods", metadata={"name": name}, spec=spec)
    assert eventually(lambda: cluster.get(f"{WORK}/pods/{name}")["status"].get("containerStatuses") and True)
    status = cluster.get(f"{WORK}/pods/{name}")["status"]
    assert status["phase"] == "Pending"
    told = {condition["type"]: condition["status"] for condition in status["conditions"]}
    assert (told["Initialized"], told["Ready"]) == (initialized, "False")
    waiting = {
        container["name"]: container["state"]["waiting"]
        for container in (*status["containerStatuses"], *status.get("initContainerStatuses", ()))
    }
    assert waiting.pop("missing")["reason"] == "ImagePullBackOff"
    assert [one["reason"] for one in waiting.values()] in ([], ["PodInitializing"])


@pytest.mark.parametrize(("exit_code", "condition"), [("0", "Complete"), ("1", "Failed")])
def test_jobs_end_as_asked(cluster: ControlPlane, exit_code: str, condition: str) -> None:
    """A job's pods succeed, unless their annotation asks for another exit code, which they then report."""
    name = f"job-{exit_code}"
    cluster.make(f"{BATCH}/jobs", **job(name, {"sandbox.portarium.dev/exit-code": exit_code}))
    eventually(lambda: has_condition(cluster, f"{BATCH}/jobs/{name}", condition))
    (only,) = cluster.get(f"{WORK}/pods?labelSelector=job-name%3D{name}")["items"]
    assert only["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == int(exit_code)


def test_daemon_set_runs_on_every_node(cluster: ControlPlane) -> None:
    """A daemon set has one ready pod on each node."""
    cluster.make(f"{APPS}/daemonsets", **workload("agent"))
    eventually(lambda: cluster.get(f"{APPS}/daemonsets/agent")["status"].get("numberReady") == 2)
    assert sorted(p["spec"]["nodeName"] for p in pods_of(cluster, "agent")) == ["node-a", "node-b"]


def test_volumes_follow_their_pods(cluster: ControlPlane) -> None:
    """Each replica gets a volume in the zone of its node; it grows on demand and goes with its claim."""
    claims = [{"metadata": {"name": "data"}, "spec": CLAIM}]
    cluster.make(
        f"{APPS}/statefulsets", **workload("store", replicas=1, serviceName="store", volumeClaimTemplates=claims)
    )
    eventually(lambda: cluster.get(f"{APPS}/statefulsets/store")["status"].get("readyReplicas") == 1)
    path = f"{WORK}/persistentvolumeclaims/data-store-0"
    volume = f"/api/v1/persistentvolumes/{cluster.get(path)['spec']['volumeName']}"
    terms = cluster.get(volume)["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
    node = pods_of(cluster, "store")[0]["spec"]["nodeName"]
    assert terms[0]["matchExpressions"][0]["values"] == [node.replace("node", "zone")]

    larger = {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}
    assert cluster.call("PATCH", path, larger)[0] == 200
    eventually(lambda: cluster.get(path)["status"]["capacity"]["storage"] == "2Gi")

    cluster.call("DELETE", f"{APPS}/statefulsets/store")
    cluster.call("DELETE", path)
    eventually(lambda: cluster.call("GET", volume)[0] == 404)


def test_claims_wait_for_a_known_provisioner(cluster: ControlPlane) -> None:
    """A class of another provisioner gets no volume: the sandbox stands in for the EBS driver only."""
    cluster.make("/apis/storage.k8s.io/v1/storageclasses", metadata={"name": "other"}, provisioner="example.com/other")
    other = {**CLAIM, "storageClassName": "other"}
    same = {**CLAIM, "storageClassName": "immediate"}
    cluster.make(
        "/apis/storage.k8s.io/v1/storageclasses", metadata={"name": "immediate"}, provisioner="ebs.csi.aws.com"
    )
    cluster.make(f"{WORK}/persistentvolumeclaims", metadata={"name": "other"}, spec=other)
    cluster.make(f"{WORK}/persistentvolumeclaims", metadata={"name": "immediate"}, spec=same)
    eventually(lambda: cluster.get(f"{WORK}/persistentvolumeclaims/immediate")["status"]["phase"] == "Bound")
    assert cluster.get(f"{WORK}/persistentvolumeclaims/other")["status"]["phase"] == "Pending"


def test_nothing_runs_behind_a_pod(cluster: ControlPlane) -> None:
    """Logs and proxying are refused with the reason, instead of dialling an address that may be somebody's."""
    cluster.make(f"{WORK}/pods", metadata={"name": "silent"}, spec=pod())
    eventually(lambda: is_ready(cluster.get(f"{WORK}/pods/silent")))
    reasons = {"log": "a pod of the sandbox whose image isn't mapped", "proxy/": "the sandbox's nodes"}
    for path, reason in reasons.items():
        status, answer = cluster.call("GET", f"{WORK}/pods/silent/{path}", raw=True)
        assert status >= 500
        assert f"nothing runs behind {reason}" in answer
