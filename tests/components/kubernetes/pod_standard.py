"""The restricted pod security standard, written down from the Kubernetes documentation and not from our templates."""

from collections.abc import Mapping
from typing import Any

_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_HOST = ("hostNetwork", "hostPID", "hostIPC")
_PROFILES = ("RuntimeDefault", "Localhost")


def restricted_violations(pod: Mapping[str, Any]) -> list[str]:
    """What in a pod's specification the standard refuses; nothing when it is admitted."""
    context: Mapping[str, Any] = pod.get("securityContext", {})
    found = [f"{field} is set" for field in _HOST if pod.get(field)]
    found += [
        f"volume {volume['name']} is a {kind}"
        for volume in pod.get("volumes", [])
        for kind in volume
        if kind != "name" and kind not in _VOLUMES
    ]
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        found += [f"{container['name']}: {violation}" for violation in _container(container, context)]
    return found


def _container(container: Mapping[str, Any], pod: Mapping[str, Any]) -> list[str]:
    own: Mapping[str, Any] = container.get("securityContext", {})
    capabilities: Mapping[str, Any] = own.get("capabilities", {})
    profile = own.get("seccompProfile", pod.get("seccompProfile", {})).get("type")
    checks = {
        "privileged": own.get("privileged", False),
        "allowPrivilegeEscalation is not false": own.get("allowPrivilegeEscalation") is not False,
        "may run as root": own.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True,
        "runs as user 0": own.get("runAsUser", pod.get("runAsUser", 1)) == 0,
        f"seccomp profile {profile}": profile not in _PROFILES,
        "keeps capabilities": "ALL" not in capabilities.get("drop", []),
        "adds capabilities": bool(set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}),
        "has a host port": any(port.get("hostPort") for port in container.get("ports", [])),
    }
    return [violation for violation, violated in checks.items() if violated]
