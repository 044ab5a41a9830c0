"""What a person may not put into an environment although RBAC lets him, and that everything else still works.

The API server of the sandbox is the real one, so what it answers here is what EKS's would.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from components.kubernetes.labels import COMPONENT
from domain.component_names import MIGRATION
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.people import glass_broken, sign_in
from tests.journeys.refusals import (
    APPS,
    BATCH,
    CORE,
    FOREIGN_IMAGE,
    OURS,
    STRATEGIC,
    change,
    container,
    pod_spec,
    refuse,
    start,
)

WHERE_PODS_RUN = ("apps-dev", "data-dev", "execution-dev")
DEPLOYMENT = f"{APPS}/apps-dev/deployments/control-plane"
NO_TOKEN = "automountServiceAccountToken is false: what people start gets no token"
SAME_ACCOUNT = "serviceAccountName stays as it is; it changes by pulumi up"
NO_SECRET = "no variable and no pull secret of a pod names a secret"
NO_VOLUME = "a volume is a configMap, downwardAPI, emptyDir, ephemeral or persistentVolumeClaim"

SECRET_VARIABLE = {"env": [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "kept", "key": "key"}}}]}
SECRET_VARIABLES = {"envFrom": [{"secretRef": {"name": "kept"}}]}


def volume(**source: Any) -> dict[str, Any]:
    """Return a pod with one volume."""
    return pod_spec(volumes=[{"name": "volume", **source}])


@pytest.fixture(scope="module")
def engineer(sandbox: Session, dev: PulumiResult) -> KubernetesClient:
    """A holder of the standing policy that repairs."""
    return sign_in(sandbox, "portarium-platform-engineer", "portarium-dev")


@pytest.fixture(scope="module")
def emergency(sandbox: Session, dev: PulumiResult) -> Iterator[KubernetesClient]:
    """Somebody who has broken the glass."""
    with glass_broken(sandbox, "emergency", "dev") as person:
        yield person


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (pod_spec(containers=[container(image="docker.io/library/busybox:1")]), FOREIGN_IMAGE),
        (pod_spec(containers=[container(image=OURS.rpartition(":")[0] + ":latest")]), FOREIGN_IMAGE),
        (pod_spec(initContainers=[container(name="first", image="busybox")]), FOREIGN_IMAGE),
        (pod_spec(automountServiceAccountToken=True), NO_TOKEN),
        (pod_spec(automountServiceAccountToken=None), NO_TOKEN),
        (pod_spec(containers=[container(**SECRET_VARIABLE)]), NO_SECRET),
        (pod_spec(initContainers=[container(name="first", **SECRET_VARIABLES)]), NO_SECRET),
        (pod_spec(imagePullSecrets=[{"name": "kept"}]), NO_SECRET),
        (volume(secret={"secretName": "kept"}), NO_VOLUME),
        (volume(projected={"sources": [{"secret": {"name": "kept"}}]}), NO_VOLUME),
        (volume(projected={"sources": [{"serviceAccountToken": {"path": "token"}}]}), NO_VOLUME),
        (volume(csi={"driver": "secrets-store.csi.k8s.io"}), NO_VOLUME),
    ],
    ids=[
        "a foreign image",
        "a tag",
        "a foreign image that runs first",
        "a token",
        "a token that nobody refused",
        "a variable",
        "all variables of a secret",
        "a pull secret",
        "a secret's volume",
        "a projected secret",
        "a projected token",
        "a driver's volume",
    ],
)
def test_what_people_start_gets_nothing_that_the_program_did_not_give(
    engineer: KubernetesClient, emergency: KubernetesClient, spec: dict[str, Any], said: str
) -> None:
    """A Job of a platform engineer, and a pod and a cron job in an emergency, in each namespace where pods run."""
    for namespace in WHERE_PODS_RUN:
        for person, kind in ((engineer, "Job"), (emergency, "Pod"), (emergency, "CronJob")):
            with pytest.raises(ApiError) as refused:
                start(person, namespace, kind, spec)
            refuse(said, "workloads", refused)


@pytest.mark.parametrize(
    "spec",
    [
        pod_spec(),
        pod_spec(containers=[container(image=f"{OURS}@sha256:{'0123456789abcdef' * 4}")]),
        pod_spec(
            containers=[container(env=[{"name": "PLAIN", "value": "1"}], envFrom=[{"configMapRef": {"name": "x"}}])]
        ),
        volume(emptyDir={}),
        volume(projected={"sources": [{"configMap": {"name": "x"}}]}),
    ],
    ids=["by SHA", "by digest", "plain variables", "an empty volume", "projected files"],
)
def test_what_people_start_of_ours_is_admitted(
    engineer: KubernetesClient, emergency: KubernetesClient, spec: dict[str, Any]
) -> None:
    """The same requests without what is refused above: so it was that, and nothing else."""
    for namespace in WHERE_PODS_RUN:
        start(engineer, namespace, "Job", spec)
        start(emergency, namespace, "Pod", spec)
    with pytest.raises(ApiError, match='cannot create resource "pods"'):
        start(engineer, "apps-dev", "Pod", spec)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"containers": [{"name": "control-plane", "image": "busybox"}]}, FOREIGN_IMAGE),
        ({"containers": [container(name="beside", image="busybox")]}, FOREIGN_IMAGE),
        ({"automountServiceAccountToken": True}, NO_TOKEN),
        ({"serviceAccountName": "default"}, SAME_ACCOUNT),
        ({"containers": [{"name": "control-plane", **SECRET_VARIABLE}]}, NO_SECRET),
        ({"volumes": [{"name": "kept", "secret": {"secretName": "kept"}}]}, NO_VOLUME),
    ],
    ids=["an image", "a container beside", "a token", "an account", "a variable", "a volume"],
)
def test_what_the_program_made_gets_nothing_more_by_a_patch(
    engineer: KubernetesClient, spec: dict[str, Any], said: str
) -> None:
    """A platform engineer may patch deployments, and is held to what this one has."""
    with pytest.raises(ApiError) as refused:
        change(engineer, DEPLOYMENT, {"spec": {"template": {"spec": spec}}}, STRATEGIC)
    refuse(said, "workloads", refused)


def test_a_platform_engineer_goes_on_repairing(engineer: KubernetesClient) -> None:
    """Scaling, restarting and more memory are patches as well, and none of them brings anything in."""
    restart = {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}}}
    more = {"spec": {"containers": [{"name": "control-plane", "resources": {"limits": {"memory": "2Gi"}}}]}}
    assert change(engineer, f"{DEPLOYMENT}/scale", {"spec": {"replicas": 3}})["spec"]["replicas"] == 3
    assert change(engineer, DEPLOYMENT, {"spec": {"replicas": 3}})["spec"]["replicas"] == 3
    restarted = change(engineer, DEPLOYMENT, {"spec": {"template": restart}})["spec"]["template"]["metadata"]
    assert restart["metadata"]["annotations"].items() <= restarted["annotations"].items()
    enlarged = change(engineer, DEPLOYMENT, {"spec": {"template": more}}, STRATEGIC)["spec"]["template"]["spec"]
    assert enlarged["containers"][0]["resources"]["limits"]["memory"] == "2Gi"


def test_a_job_is_run_again_and_the_controller_makes_its_pod(engineer: KubernetesClient) -> None:
    """All of the program's own migration but its secrets is admitted from a person, and Kubernetes is in no way."""
    jobs = f"{BATCH}/data-dev/jobs"
    [program_s] = engineer.get(jobs, labelSelector=f"{COMPONENT}={MIGRATION}")["items"]
    template = copy.deepcopy(program_s["spec"]["template"])
    own = {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"}
    template["metadata"]["labels"] = {
        key: value for key, value in template["metadata"]["labels"].items() if key not in own
    }
    spec = {"backoffLimit": 0, "template": template}
    again = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "again"}, "spec": spec}
    # Whoever could name them in a pod of their own could print them.
    with pytest.raises(ApiError) as refused:
        engineer.create(jobs, again)
    refuse(NO_SECRET, "workloads", refused)
    for each in (*template["spec"]["containers"], *template["spec"]["initContainers"]):
        each["env"] = [variable for variable in each.get("env", ()) if "valueFrom" not in variable]
    engineer.create(jobs, again)
    try:
        pods = f"{CORE}/data-dev/pods"
        eventually(lambda: engineer.get(pods, labelSelector="batch.kubernetes.io/job-name=again")["items"])
    finally:
        engineer.delete(f"{jobs}/again", {"propagationPolicy": "Background"})
    assert eventually(lambda: not engineer.get(pods, labelSelector="batch.kubernetes.io/job-name=again")["items"])


def test_a_look_into_a_running_pod_is_by_an_image_of_ours(emergency: KubernetesClient) -> None:
    """A container is put into a pod in an emergency, and it is no way to bring a foreign image in."""
    pods = f"{CORE}/apps-dev/pods"
    path = f"{pods}/{emergency.get(pods)['items'][0]['metadata']['name']}/ephemeralcontainers"
    change(emergency, path, {"spec": {"ephemeralContainers": [container(name="look")]}}, STRATEGIC)
    with pytest.raises(ApiError) as refused:
        change(emergency, path, {"spec": {"ephemeralContainers": [container(name="look", image="busybox")]}}, STRATEGIC)
    refuse(FOREIGN_IMAGE, "workloads", refused)
