"""What the runner does with each field of a pod: does it, leaves it as meaningless for a process, or refuses it."""

from collections.abc import Iterator, Mapping
from typing import Any

from portarium_sandbox.pods.objects import Object, part, several

_DONE = frozenset(
    [
        "containers",
        "initContainers",
        "volumes",
        "restartPolicy",
        "terminationGracePeriodSeconds",
        "dnsPolicy",
        "dnsConfig",
        "serviceAccountName",
        "serviceAccount",
        "automountServiceAccountToken",
        "nodeName",
        "securityContext",
        "hostname",
        "subdomain",
        "hostAliases",
        "enableServiceLinks",
        "readinessGates",
    ]
)
# The scheduler's, the API server's and the machine's: a process has none of it.
MEANINGLESS = frozenset(
    [
        "affinity",
        "nodeSelector",
        "tolerations",
        "topologySpreadConstraints",
        "schedulerName",
        "priority",
        "priorityClassName",
        "preemptionPolicy",
        "imagePullSecrets",
        "overhead",
        "runtimeClassName",
        "os",
        "schedulingGates",
        "resources",
    ]
)
_CONTAINER_DONE = frozenset(
    [
        "name",
        "image",
        "command",
        "args",
        "workingDir",
        "env",
        "envFrom",
        "volumeMounts",
        "ports",
        "startupProbe",
        "livenessProbe",
        "readinessProbe",
        "lifecycle",
        "securityContext",
        "restartPolicy",
        "terminationMessagePath",
        "terminationMessagePolicy",
    ]
)
CONTAINER_MEANINGLESS = frozenset(["imagePullPolicy", "resources"])
_SECURITY_DONE = frozenset(
    ["runAsUser", "runAsGroup", "runAsNonRoot", "readOnlyRootFilesystem", "allowPrivilegeEscalation"]
)
# A process of the runner's has no capability and one group, and the machine's own filter of system calls.
SECURITY_MEANINGLESS = frozenset(
    ["capabilities", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "supplementalGroups"]
)
_VOLUMES = frozenset(["configMap", "secret", "emptyDir", "projected", "downwardAPI", "persistentVolumeClaim"])
_PROJECTED = frozenset(["configMap", "secret", "downwardAPI", "serviceAccountToken"])
_MOUNT = frozenset(["name", "mountPath", "readOnly", "subPath", "subPathExpr", "recursiveReadOnly", "mountPropagation"])
_PROBE = frozenset(
    [
        "httpGet",
        "tcpSocket",
        "exec",
        "initialDelaySeconds",
        "periodSeconds",
        "timeoutSeconds",
        "successThreshold",
        "failureThreshold",
        "terminationGracePeriodSeconds",
    ]
)
_HANDLERS = frozenset(["httpGet", "exec", "sleep"])


def problems(pod: Object) -> list[str]:
    """Say what of a pod the runner does not know; nothing where it runs all of it."""
    return list(_of_pod(pod["spec"]))


def _of_pod(spec: Object) -> Iterator[str]:
    yield from _unknown(spec, _DONE | MEANINGLESS, "spec")
    yield from _of_security(part(spec, "securityContext"), "spec.securityContext")
    for volume in several(spec, "volumes"):
        path = f"spec.volumes[{volume['name']}]"
        yield from _unknown(volume, _VOLUMES | {"name"}, path)
        for source in several(part(volume, "projected"), "sources"):
            yield from _unknown(source, _PROJECTED, f"{path}.projected")
    for kind in ("initContainers", "containers"):
        for container in several(spec, kind):
            yield from _of_container(container, f"spec.{kind}[{container['name']}]")


def _of_container(container: Object, path: str) -> Iterator[str]:
    yield from _unknown(container, _CONTAINER_DONE | CONTAINER_MEANINGLESS, path)
    yield from _of_security(part(container, "securityContext"), f"{path}.securityContext")
    for port in several(container, "ports"):
        if port.get("hostPort"):
            yield f"{path}.ports.hostPort"
    for mount in several(container, "volumeMounts"):
        yield from _unknown(mount, _MOUNT, f"{path}.volumeMounts")
        if mount.get("mountPropagation", "None") != "None":
            yield f"{path}.volumeMounts.mountPropagation: {mount['mountPropagation']}"
    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        yield from _unknown(container.get(name) or {}, _PROBE, f"{path}.{name}")
    lifecycle = part(container, "lifecycle")
    yield from _unknown(lifecycle, frozenset({"preStop"}), f"{path}.lifecycle")
    yield from _unknown(part(lifecycle, "preStop"), _HANDLERS, f"{path}.lifecycle.preStop")


def _of_security(context: Object, path: str) -> Iterator[str]:
    yield from _unknown(context, _SECURITY_DONE | SECURITY_MEANINGLESS, path)
    if part(context, "capabilities").get("add"):
        yield f"{path}.capabilities.add"


def _unknown(given: Mapping[str, Any], known: frozenset[str], path: str) -> Iterator[str]:
    # An absent switch and one that is off are the same: hostNetwork: false, privileged: false.
    yield from (f"{path}.{name}" for name, value in given.items() if name not in known and value not in (False, None))
