"""Nodes that go: a zone that nobody hears of any more, and a node that is drained as `kubectl drain` does it."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError

ZONE = "topology.kubernetes.io/zone"
_PAUSE = 0.5
_SECONDS = 300.0
# What whoever sees to a lost zone puts on its nodes: their pods are given up at once, and not after five minutes.
_LOST = [
    {"key": "node.kubernetes.io/out-of-service", "value": "zone", "effect": effect}
    for effect in ("NoSchedule", "NoExecute")
]


def nodes_of(cluster: KubernetesClient, selector: str = "") -> dict[str, Object]:
    """Return the nodes by name."""
    found = cluster.get("/api/v1/nodes", **({"labelSelector": selector} if selector else {}))["items"]
    return {node["metadata"]["name"]: node for node in found}


def bound_to_a_volume(cluster: KubernetesClient) -> set[str]:
    """Return the nodes with a pod that can go nowhere else, as its volume is in that zone: the sandbox's one Vault.

    Of a real Vault's servers the others go on meanwhile.
    """
    pods = cluster.get("/api/v1/pods")["items"]
    claiming = [pod for pod in pods if any("persistentVolumeClaim" in each for each in pod["spec"].get("volumes", []))]
    return {pod["spec"].get("nodeName", "") for pod in claiming}


def give_up(cluster: KubernetesClient, zone: str) -> list[str]:
    """Say of the nodes of a zone that they are lost, and return their names."""
    lost = nodes_of(cluster, f"{ZONE}={zone}")
    for name, node in lost.items():
        taints = [*node["spec"].get("taints", []), *_LOST]
        cluster.merge(f"/api/v1/nodes/{name}", {"spec": {"taints": taints}})
    return list(lost)


@contextmanager
def drained(cluster: KubernetesClient, node: str) -> Generator[Future[int]]:
    """Drain a node beside what happens inside, and let pods onto it again; the result is how many pods went."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        try:
            cluster.merge(f"/api/v1/nodes/{node}", {"spec": {"unschedulable": True}})
            yield beside.submit(_evict_all, cluster, node)
        finally:
            beside.shutdown(wait=True)
            cluster.merge(f"/api/v1/nodes/{node}", {"spec": {"unschedulable": None}})
            _spread_again(cluster)


def _spread_again(cluster: KubernetesClient) -> None:
    """Move one pod of whatever has all of its pods in one zone, as nobody does it by itself after a drained node."""
    nodes = nodes_of(cluster)
    zones: dict[str, list[tuple[str, Object]]] = {}
    for pod in cluster.get("/api/v1/pods")["items"]:
        for owner in pod["metadata"].get("ownerReferences", []):
            if owner["kind"] == "ReplicaSet" and pod["spec"].get("nodeName") in nodes:
                zone = nodes[pod["spec"]["nodeName"]]["metadata"]["labels"][ZONE]
                zones.setdefault(owner["uid"], []).append((zone, pod))
    for pods in zones.values():
        if len(pods) > 1 and len({zone for zone, _ in pods}) == 1:
            _evict(cluster, pods[0][1])


def _evict_all(cluster: KubernetesClient, node: str) -> int:
    """Evict until there is nothing left; a budget that says no is asked again, and jobs come to their end."""
    gone: set[str] = set()
    deadline = time.monotonic() + _SECONDS
    while left := [pod for pod in _pods_on(cluster, node) if pod["status"]["phase"] not in ("Succeeded", "Failed")]:
        if time.monotonic() > deadline:
            names = ", ".join(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in left)
            raise TimeoutError(f"{node} is not drained: {names}")
        for pod in left:
            owners = {owner["kind"] for owner in pod["metadata"].get("ownerReferences", [])}
            if "Job" not in owners and _evict(cluster, pod):
                gone.add(pod["metadata"]["uid"])
        time.sleep(_PAUSE)
    return len(gone)


def _evict(cluster: KubernetesClient, pod: Object) -> bool:
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    eviction = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": name, "namespace": namespace},
    }
    try:
        cluster.create(f"/api/v1/namespaces/{namespace}/pods/{name}/eviction", eviction)
    except ApiError as error:
        # A budget has it wait, or somebody was quicker.
        if error.code not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
            raise
        return False
    return True


def _pods_on(cluster: KubernetesClient, node: str) -> list[Object]:
    return cluster.get("/api/v1/pods", fieldSelector=f"spec.nodeName={node}")["items"]
