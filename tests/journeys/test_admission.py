"""What the API server itself keeps out, and that it takes every object the program renders."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from domain.gitops import GITOPS
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.refusals import OURS
from tests.journeys.releases import resources

FORBIDDEN = 403
PLANES = ("env", "data", "apps", "execution", "egress")
ENVIRONMENTS = ("dev", "staging", "prod")
KUBERNETES = "kubernetes:"
RELEASES = "kubernetes:helm.sh/"
PULUMI_S_OWN = "__"
"""How the keys begin that the provider keeps beside an object."""


def pod(*, security: dict[str, Any] | None = None, cpu: str = "100m", **spec: Any) -> dict[str, Any]:
    """Return a pod that is admitted unless an argument spoils it."""
    restricted: dict[str, Any] = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    resources = {"requests": {"cpu": cpu, "memory": "64Mi"}, "limits": {"cpu": cpu, "memory": "64Mi"}}
    container = {
        "name": "main",
        "image": OURS,
        "resources": resources,
        "securityContext": {**restricted, **(security or {})},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "intruder"},
        "spec": {"containers": [container], **spec},
    }


def refusal(cluster: KubernetesClient, namespace: str, body: dict[str, Any]) -> str:
    """Return the words with which the API server refuses a pod."""
    with pytest.raises(ApiError) as refused:
        cluster.create(f"/api/v1/namespaces/{namespace}/pods", body)
    assert refused.value.code == FORBIDDEN
    return str(refused.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pod(security={"privileged": True, "allowPrivilegeEscalation": True}), "privileged"),
        (pod(security={"runAsNonRoot": False, "runAsUser": 0}), "runAsNonRoot"),
        (pod(security={"capabilities": {"add": ["NET_ADMIN"]}}), "NET_ADMIN"),
        (pod(hostNetwork=True), "host namespaces"),
        (pod(volumes=[{"name": "host", "hostPath": {"path": "/"}}]), "hostPath"),
    ],
    ids=["privileged", "root", "a capability", "the node's network", "the node's files"],
)
def test_a_pod_with_more_rights_than_restricted_is_refused(
    sandbox: Session, dev: PulumiResult, body: dict[str, Any], reason: str
) -> None:
    """Pod Security says no in every namespace, to the administrator as well, and names the reason."""
    cluster = sandbox.kubernetes("portarium-dev")
    for namespace in (*(f"{plane}-dev" for plane in PLANES), "system"):
        said = refusal(cluster, namespace, body)
        assert 'violates PodSecurity "restricted' in said, said
        assert reason in said


def test_a_pod_over_the_quota_is_refused(sandbox: Session, dev: PulumiResult) -> None:
    """More than the namespace may use in total is refused; the same pod in a small size would be admitted."""
    cluster = sandbox.kubernetes("portarium-dev")
    for namespace in (*(f"{plane}-dev" for plane in PLANES), "system"):
        said = refusal(cluster, namespace, pod(cpu="100"))
        assert "exceeded quota: quota, requested: requests.cpu=100" in said, said
        cluster.create(f"/api/v1/namespaces/{namespace}/pods", pod(), dryRun="All")


def test_nobody_opens_a_door_to_the_outside(sandbox: Session, dev: PulumiResult) -> None:
    """A load balancer or a node port would be a way in that no network policy of ours describes."""
    cluster = sandbox.kubernetes("portarium-dev")
    for kind in ("LoadBalancer", "NodePort"):
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "door"},
            "spec": {"type": kind, "ports": [{"port": 80}]},
        }
        with pytest.raises(ApiError, match="exceeded quota"):
            cluster.create("/api/v1/namespaces/execution-dev/services", service)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_namespace_is_closed(sandbox: Session, prod: PulumiResult, environment: str) -> None:
    """Each of the environment's namespaces denies both directions by default, has a quota, limits and the standard."""
    cluster = sandbox.kubernetes(f"portarium-{environment}")
    ours = cluster.get("/api/v1/namespaces?labelSelector=app.kubernetes.io/part-of=portarium")["items"]
    names = {namespace["metadata"]["name"] for namespace in ours}
    assert names == {*(f"{plane}-{environment}" for plane in PLANES), "system", GITOPS}
    for namespace in ours:
        name, labels = namespace["metadata"]["name"], namespace["metadata"]["labels"]
        assert labels["pod-security.kubernetes.io/enforce"] == "restricted", name
        policies = cluster.get(f"/apis/networking.k8s.io/v1/namespaces/{name}/networkpolicies")["items"]
        assert any(denies_everything(policy["spec"]) for policy in policies), name
        assert cluster.get(f"/api/v1/namespaces/{name}/limitranges")["items"], name
        [quota] = cluster.get(f"/api/v1/namespaces/{name}/resourcequotas")["items"]
        assert {"requests.cpu", "requests.memory", "pods"} <= set(quota["spec"]["hard"]), name


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_rendered_object_passes_a_server_side_dry_run(
    sandbox: Session, prod: PulumiResult, environment: str
) -> None:
    """The API server takes each object as the program rendered it, and finds it to be what is there already."""
    cluster = sandbox.kubernetes(f"portarium-{environment}")
    paths = paths_of(cluster)
    found = [entry for entry in resources(sandbox, environment) if is_object(entry)]
    assert len(found) > 50
    different: list[str] = []
    for entry in found:
        body = {key: value for key, value in entry["inputs"].items() if not key.startswith(PULUMI_S_OWN)}
        body["metadata"] = {key: value for key, value in body["metadata"].items() if not key.startswith(PULUMI_S_OWN)}
        placed = entry["outputs"]["metadata"]
        body["metadata"]["name"] = placed["name"]
        path = f"{paths(body['apiVersion'], body['kind'], placed.get('namespace'))}/{placed['name']}"
        live = cluster.get(path)
        answer = cluster.apply(path, body, fieldManager="journey", force="true", dryRun="All")
        if content(answer) != content(live):
            different.append(path)
    assert different == []


def denies_everything(spec: dict[str, Any]) -> bool:
    """Whether a policy selects every pod, for both directions, and lets nothing through."""
    return (
        not spec.get("podSelector")
        and set(spec["policyTypes"]) == {"Ingress", "Egress"}
        and not spec.get("ingress")
        and not spec.get("egress")
    )


def is_object(entry: dict[str, Any]) -> bool:
    """Whether a resource of the state is an object of the cluster; a release of Helm is what comes of it."""
    return entry["custom"] and entry["type"].startswith(KUBERNETES) and not entry["type"].startswith(RELEASES)


def content(live: dict[str, Any]) -> dict[str, Any]:
    """Return what an object says, without its status and what the server counts and books."""
    named = {key: live["metadata"].get(key) for key in ("name", "namespace", "labels", "annotations")}
    return {**{key: value for key, value in live.items() if key not in {"metadata", "status"}}, **named}


def paths_of(cluster: KubernetesClient) -> Any:
    """Return how to find the path of a kind's collection, by the API server's own discovery."""

    @cache
    def kinds(version: str) -> dict[str, dict[str, Any]]:
        prefix = "/apis" if "/" in version else "/api"
        listed = cluster.get(f"{prefix}/{version}")["resources"]
        return {entry["kind"]: entry for entry in listed if "/" not in entry["name"]}

    def path(version: str, kind: str, namespace: str | None) -> str:
        prefix = f"{'/apis' if '/' in version else '/api'}/{version}"
        entry = kinds(version)[kind]
        return (
            f"{prefix}/namespaces/{namespace}/{entry['name']}" if entry["namespaced"] else f"{prefix}/{entry['name']}"
        )

    return path
