"""A zone is lost: everything runs in the others, and its nodes come back within the bounds of their pools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.losing_nodes import ZONE, give_up, nodes_of

DEPLOYMENTS = "/apis/apps/v1/deployments"


@pytest.fixture(scope="module")
def cluster(sandbox: Session, staging: PulumiResult) -> KubernetesClient:
    """Staging's, whose tier survives a zone."""
    return sandbox.kubernetes(sandbox.outputs("staging")["clusterName"])


@pytest.fixture(scope="module")
def lost(cluster: KubernetesClient) -> Iterator[list[str]]:
    """The nodes of the first zone, which has one of each pool; nobody hears of them any more, and then they are gone.

    EKS's groups have as many nodes as they ask for, so that new ones come in their place.
    """
    zone = min(node["metadata"]["labels"][ZONE] for node in nodes_of(cluster).values())
    names = give_up(cluster, zone)
    yield names
    for name in names:
        cluster.remove(f"/api/v1/nodes/{name}")


def running(cluster: KubernetesClient) -> list[Object]:
    """Return the pods that are to run for good."""
    found = cluster.get("/api/v1/pods")["items"]
    return [
        pod for pod in found if {one["kind"] for one in pod["metadata"].get("ownerReferences", [])} == {"ReplicaSet"}
    ]


def complete(deployment: Object) -> bool:
    """Whether all of its pods are there."""
    return deployment["status"].get("availableReplicas", 0) == deployment["spec"]["replicas"]


def test_pods_lie_in_two_zones_before(cluster: KubernetesClient) -> None:
    """Of everything that there is more than one of, no zone has all."""
    nodes = nodes_of(cluster)
    zones: dict[str, set[str]] = {}
    for pod in running(cluster):
        component = pod["metadata"]["labels"]["app.kubernetes.io/name"]
        zones.setdefault(component, set()).add(nodes[pod["spec"]["nodeName"]]["metadata"]["labels"][ZONE])
    assert {component: len(found) for component, found in zones.items()} == dict.fromkeys(zones, 2)


def test_everything_runs_in_the_other_zones(cluster: KubernetesClient, lost: list[str]) -> None:
    """A zone that nobody hears of is none to wait for: all pods are there again, none on a node that is lost."""

    def elsewhere() -> dict[str, Any]:
        deployments = cluster.get(DEPLOYMENTS)["items"]
        waiting = [one["metadata"]["name"] for one in deployments if not complete(one)]
        left = [pod["metadata"]["name"] for pod in running(cluster) if pod["spec"].get("nodeName") in lost]
        return {"waiting": waiting, "left": left}

    assert len(lost) == 2
    assert eventually(elsewhere, lambda seen: not seen["waiting"] and not seen["left"]) == {"waiting": [], "left": []}


def test_the_nodes_come_back_within_the_bounds_of_their_pools(
    sandbox: Session, cluster: KubernetesClient, lost: list[str]
) -> None:
    """Their end is no end of their groups; all are ready, and every pod has a place."""
    for name in lost:
        cluster.remove(f"/api/v1/nodes/{name}")
    nodes = eventually(lambda: nodes_of(cluster), lambda seen: len(seen) == 4 and all(map(is_ready, seen.values())))
    eks, name = sandbox.boto3("eks", "staging"), sandbox.outputs("staging")["clusterName"]
    for group in eks.list_nodegroups(clusterName=name)["nodegroups"]:
        size = eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]["scalingConfig"]
        own = [one for one in nodes.values() if one["metadata"]["labels"]["eks.amazonaws.com/nodegroup"] == group]
        assert size["minSize"] <= len(own) <= size["maxSize"]
        assert len({one["metadata"]["labels"][ZONE] for one in own}) == 2
    assert all(map(complete, cluster.get(DEPLOYMENTS)["items"]))


def is_ready(node: Object) -> bool:
    """Whether a node takes pods."""
    conditions = {one["type"]: one["status"] for one in node["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and not [
        taint for taint in node["spec"].get("taints", []) if "node.kubernetes.io" in taint["key"]
    ]
