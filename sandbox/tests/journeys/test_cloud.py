"""A journey through the sandbox's AWS on real control planes: a cluster, its nodes, who gets in, and a crash."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import builds
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.kubeconfig import Cluster, Login
from portarium_sandbox.patience import eventually
from portarium_sandbox.progress import Progress
from tests.cloud.cloud_process import CloudProcess

EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
NAME = "portarium-journey"


def sign_in(cloud: CloudProcess, role: str) -> KubernetesClient:
    """Log in to the cluster with `aws eks get-token`."""
    cluster = cloud.client("eks").describe_cluster(name=NAME)["cluster"]
    credential = cloud.aws("eks", "get-token", "--cluster-name", NAME, credentials=cloud.assume(role))
    return KubernetesClient(
        Cluster(
            server=cluster["endpoint"],
            certificate_authority=base64.b64decode(cluster["certificateAuthority"]["data"]),
            login=Login(token=json.loads(credential)["status"]["token"]),
        )
    )


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
    # As on EKS, a policy takes effect a while after it is given.
    eventually(lambda: sign_in(cloud, role).send("GET", "/api/v1/nodes").status, (200).__eq__)
    return role


def nodegroup(cloud: CloudProcess) -> dict[str, Any]:
    """Describe the node group."""
    return cloud.client("eks").describe_nodegroup(clusterName=NAME, nodegroupName="main")["nodegroup"]


def ready_nodes(kubernetes: KubernetesClient) -> int:
    """Count the nodes that are ready."""
    nodes = kubernetes.get("/api/v1/nodes")["items"]
    conditions = [condition for node in nodes for condition in node["status"].get("conditions", [])]
    return len([one for one in conditions if (one["type"], one["status"]) == ("Ready", "True")])


def test_an_administrator_runs_a_pod_on_the_nodes(cloud: CloudProcess, administrator: str) -> None:
    """Access policy, node group and scheduler work together: a pod of the administrator's comes to run."""
    kubernetes = sign_in(cloud, administrator)
    eventually(lambda: ready_nodes(kubernetes), (2).__eq__)
    eventually(
        lambda: kubernetes.send("GET", "/api/v1/namespaces/default/serviceaccounts/default").status, (200).__eq__
    )
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "example.com/web:1"}]}}
    kubernetes.create("/api/v1/namespaces/default/pods", pod)
    path = "/api/v1/namespaces/default/pods/web"
    running = eventually(lambda: kubernetes.get(path), lambda seen: seen["status"].get("phase") == "Running")
    assert running["spec"]["nodeName"].endswith(".eu-central-1.compute.internal")


def test_scope_and_revocation_are_enforced(cloud: CloudProcess, administrator: str) -> None:
    """An editor of one namespace edits there and nowhere else, and is out when his entry is."""
    eks, editor = cloud.client("eks"), cloud.role("editor")
    names = {"clusterName": NAME, "principalArn": editor}
    eks.create_access_entry(**names)
    scope = {"type": "namespace", "namespaces": ["apps"]}
    eks.associate_access_policy(**names, policyArn=EDIT, accessScope=scope)
    sign_in(cloud, administrator).create("/api/v1/namespaces", {"metadata": {"name": "apps"}})
    kubernetes = sign_in(cloud, editor)
    configmap = {"metadata": {"name": "settings"}}
    eventually(lambda: kubernetes.send("POST", "/api/v1/namespaces/apps/configmaps", configmap).status, (201).__eq__)
    assert kubernetes.send("POST", "/api/v1/namespaces/default/configmaps", configmap).status == 403
    assert kubernetes.send("GET", "/api/v1/nodes").status == 403
    eks.delete_access_entry(**names)
    eventually(lambda: kubernetes.send("GET", "/api/v1/namespaces/apps/configmaps").status, (401).__eq__)


def test_nobody_gets_in_without_an_entry(cloud: CloudProcess, administrator: str) -> None:
    """A role of the same account, even the cluster's own, is a stranger to the cluster."""
    assert administrator
    assert sign_in(cloud, cloud.role("cluster")).send("GET", "/api/v1/namespaces").status == 401


def test_a_crash_loses_nothing(cloud: CloudProcess, administrator: str) -> None:
    """After kill -9, address, certificate, nodes and objects are what they were, for the same role."""
    kubernetes = sign_in(cloud, administrator)
    kubernetes.create("/api/v1/namespaces", {"metadata": {"name": "kept"}})
    eks = cloud.client("eks")
    before = eks.describe_cluster(name=NAME)["cluster"]
    cloud.kill()
    cloud.start()
    assert eks.describe_cluster(name=NAME)["cluster"] == before
    again = sign_in(cloud, administrator)
    assert again.get("/api/v1/namespaces/kept")["status"]["phase"] == "Active"
    eventually(lambda: ready_nodes(again), (2).__eq__)
