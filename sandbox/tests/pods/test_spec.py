"""What the runner refuses of a pod, by the field's path."""

from typing import Any

import pytest

from portarium_sandbox.pods import spec


def pod(container: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Give a pod."""
    return {"spec": {"containers": [{"name": "main", "image": "x", **(container or {})}], **fields}}


def test_what_an_ordinary_workload_has_is_known() -> None:
    """Probes, security, volumes, hooks, and all that has no meaning for a process."""
    context = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    container: dict[str, Any] = {
        "securityContext": {"capabilities": {"drop": ["ALL"]}, "privileged": False},
        "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
        "livenessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5},
        "resources": {"limits": {"cpu": "1"}},
    }
    fields: dict[str, Any] = {"securityContext": context, "affinity": {}, "tolerations": [], "hostNetwork": False}
    assert spec.problems(pod(container, **fields)) == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (pod(hostPID=True), "spec.hostPID"),
        (pod(activeDeadlineSeconds=5), "spec.activeDeadlineSeconds"),
        (pod(volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "spec.volumes[v].hostPath"),
        (
            pod(volumes=[{"name": "v", "projected": {"sources": [{"clusterTrustBundle": {}}]}}]),
            "spec.volumes[v].projected.clusterTrustBundle",
        ),
        (pod({"tty": True}), "spec.containers[main].tty"),
        (pod({"ports": [{"containerPort": 1, "hostPort": 1}]}), "spec.containers[main].ports.hostPort"),
        (pod({"livenessProbe": {"grpc": {"port": 1}}}), "spec.containers[main].livenessProbe.grpc"),
        (pod({"lifecycle": {"postStart": {"exec": {}}}}), "spec.containers[main].lifecycle.postStart"),
        (
            pod({"securityContext": {"capabilities": {"add": ["NET_ADMIN"]}}}),
            "spec.containers[main].securityContext.capabilities.add",
        ),
        (pod({"securityContext": {"privileged": True}}), "spec.containers[main].securityContext.privileged"),
    ],
)
def test_what_is_not_known_is_named(given: dict[str, Any], path: str) -> None:
    """Never ignored, never part of a longer list than it has to be."""
    assert spec.problems(given) == [path]
