"""A journey through the sandbox's AWS on real control planes: a cluster, its nodes, who gets in, and a crash."""

import base64
import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from portarium_sandbox import builds
from portarium_sandbox.patience import eventually
from portarium_sandbox.progress import Progress
from tests.cloud.cloud_process import CloudProcess

EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
NAME = "portarium-journey"


class Kubernetes:
    """A cluster as somebody sees it who logged in with `aws eks get-token`."""

    def __init__(self, cloud: CloudProcess, role: str) -> None:
        cluster = cloud.client("eks").describe_cluster(name=NAME)["cluster"]
        credential = cloud.aws("eks", "get-token", "--cluster-name", NAME, credentials=cloud.assume(role))
        self._server = cluster["endpoint"]
        self._token = json.loads(credential)["status"]["token"]
        authority = base64.b64decode(cluster["certificateAuthority"]["data"]).decode()
        self._pool = urllib3.PoolManager(ssl_context=ssl.create_default_context(cadata=authority))

    def __call__(self, method: str, path: str, content: Any = None) -> tuple[int, Any]:
        """Make a request and give its status and content."""
        answer = self._pool.request(
            method,
            f"{self._server}{path}",
            body=json.dumps(content) if content is not None else None,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        return answer.status, json.loads(answer.data)


@pytest.fixture(scope="module")
def cloud(start_sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    """A cloud with real control planes; asking for `start_sandbox` builds them or says why they cannot be built."""
    del start_sandbox
    folder = tmp_path_factory.mktemp("cloud") / "state"
    process = CloudProcess(folder, Path(builds.control_plane(Progress()))).start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def administrator(cloud: CloudProcess) -> str:
    """A role that is let into a cluster with two nodes, by a cluster-wide policy."""
    role = cloud.role("administrator")
    network = cloud.cluster(NAME)["resourcesVpcConfig"]
    eks = cloud.client("eks")
    eks.create_access_entry(clusterName=NAME, principalArn=role)
    eks.associate_access_policy(clusterName=NAME, principalArn=role, policyArn=ADMIN, accessScope={"type": "cluster"})
    eks.create_nodegroup(
        clusterName=NAME,
        nodegroupName="main",
        nodeRole=cloud.role("nodes"),
        subnets=network["subnetIds"],
        scalingConfig={"minSize": 1, "maxSize": 4, "desiredSize": 2},
    )
    eventually(lambda: nodegroup(cloud)["status"], "ACTIVE".__eq__)
    return role


def nodegroup(cloud: CloudProcess) -> dict[str, Any]:
    """Describe the node group."""
    return cloud.client("eks").describe_nodegroup(clusterName=NAME, nodegroupName="main")["nodegroup"]


def ready_nodes(kubernetes: Kubernetes) -> int:
    """Count the nodes that are ready."""
    _, nodes = kubernetes("GET", "/api/v1/nodes")
    conditions = [condition for node in nodes["items"] for condition in node["status"].get("conditions", [])]
    return len([one for one in conditions if (one["type"], one["status"]) == ("Ready", "True")])


def test_an_administrator_runs_a_pod_on_the_nodes(cloud: CloudProcess, administrator: str) -> None:
    """Access policy, node group and scheduler work together: a pod of the administrator's comes to run."""
    kubernetes = Kubernetes(cloud, administrator)
    eventually(lambda: ready_nodes(kubernetes), (2).__eq__)
    eventually(lambda: kubernetes("GET", "/api/v1/namespaces/default/serviceaccounts/default")[0], (200).__eq__)
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "example.com/web:1"}]}}
    assert kubernetes("POST", "/api/v1/namespaces/default/pods", pod)[0] == 201
    path = "/api/v1/namespaces/default/pods/web"
    running = eventually(lambda: kubernetes("GET", path)[1], lambda seen: seen["status"].get("phase") == "Running")
    assert running["spec"]["nodeName"].endswith(".eu-central-1.compute.internal")


def test_scope_and_revocation_are_enforced(cloud: CloudProcess, administrator: str) -> None:
    """An editor of one namespace edits there and nowhere else, and is out when his entry is."""
    eks, editor = cloud.client("eks"), cloud.role("editor")
    names = {"clusterName": NAME, "principalArn": editor}
    eks.create_access_entry(**names)
    scope = {"type": "namespace", "namespaces": ["apps"]}
    eks.associate_access_policy(**names, policyArn=EDIT, accessScope=scope)
    assert Kubernetes(cloud, administrator)("POST", "/api/v1/namespaces", {"metadata": {"name": "apps"}})[0] == 201
    kubernetes = Kubernetes(cloud, editor)
    configmap = {"metadata": {"name": "settings"}}
    eventually(lambda: kubernetes("POST", "/api/v1/namespaces/apps/configmaps", configmap)[0], (201).__eq__)
    assert kubernetes("POST", "/api/v1/namespaces/default/configmaps", configmap)[0] == 403
    assert kubernetes("GET", "/api/v1/nodes")[0] == 403
    eks.delete_access_entry(**names)
    eventually(lambda: kubernetes("GET", "/api/v1/namespaces/apps/configmaps")[0], (401).__eq__)


def test_nobody_gets_in_without_an_entry(cloud: CloudProcess, administrator: str) -> None:
    """A role of the same account, even the cluster's own, is a stranger to the cluster."""
    assert administrator
    assert Kubernetes(cloud, cloud.role("cluster"))("GET", "/api/v1/namespaces")[0] == 401


def test_a_crash_loses_nothing(cloud: CloudProcess, administrator: str) -> None:
    """After kill -9, address, certificate, nodes and objects are what they were, for the same role."""
    kubernetes = Kubernetes(cloud, administrator)
    kubernetes("POST", "/api/v1/namespaces", {"metadata": {"name": "kept"}})
    eks = cloud.client("eks")
    before = eks.describe_cluster(name=NAME)["cluster"]
    cloud.kill()
    cloud.start()
    assert eks.describe_cluster(name=NAME)["cluster"] == before
    again = Kubernetes(cloud, administrator)
    assert again("GET", "/api/v1/namespaces/kept")[0] == 200
    eventually(lambda: ready_nodes(again), (2).__eq__)
