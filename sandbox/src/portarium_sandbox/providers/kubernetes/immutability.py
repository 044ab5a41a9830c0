"""The fields whose change needs a new object, as pulumi-kubernetes has them.

They are the official provider's choice, not only the API's rules: it replaces a ConfigMap when its data changes,
unless the provider is told that ConfigMaps are mutable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.providers.kubernetes.kinds import Kind
from portarium_sandbox.providers.properties import Path

_IDENTITY: Final = ("metadata.name", "metadata.namespace")
_POD_FIELDS_CHANGED_IN_PLACE: Final = ("activeDeadlineSeconds", "tolerations", "ephemeralContainers", "schedulingGates")
# fmt: off
_VOLUME_SOURCES: Final = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker",
    "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume",
    "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
)
# fmt: on
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "apps/DaemonSet": ("spec.selector",),
    "apps/Deployment": ("spec.selector",),
    "apps/StatefulSet": (
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ),
    "batch/Job": ("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
    "PersistentVolume": tuple(f"spec.{source}" for source in _VOLUME_SOURCES),
    "PersistentVolumeClaim": ("spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"),
    "ResourceQuota": ("spec.scopes",),
    "Secret": ("type",),
    "Service": ("spec.clusterIP",),
    "rbac.authorization.k8s.io/ClusterRoleBinding": ("roleRef",),
    "rbac.authorization.k8s.io/RoleBinding": ("roleRef",),
    "storage.k8s.io/StorageClass": ("parameters", "provisioner"),
}
_CONTENT: Final[Mapping[str, tuple[str, ...]]] = {
    "ConfigMap": ("binaryData", "data"),
    "Secret": ("data", "stringData", "type"),
}


@dataclass(frozen=True, kw_only=True)
class MutableContent:
    """Whether ConfigMaps and Secrets are changed in place; by default the official provider replaces them."""

    config_maps: bool = False
    secrets: bool = False


def needs_replacement(place: Path, kind: Kind, inputs: Mapping[str, Any], mutable: MutableContent) -> bool:
    """Whether a changed field of an object makes a new object necessary."""
    if kind.qualified_name == "Pod":
        return _replaces_pod(place) or _is_inside(place, _IDENTITY)
    fields = _FIELDS.get(kind.qualified_name, ())
    in_place = {"ConfigMap": mutable.config_maps, "Secret": mutable.secrets}.get(kind.qualified_name, True)
    if not in_place or inputs.get("immutable") is True:
        fields += _CONTENT.get(kind.qualified_name, ())
    return _is_inside(place, (*_IDENTITY, *fields))


def _is_inside(place: Path, fields: tuple[str, ...]) -> bool:
    """Whether a place is a field, inside one, or so far outside that a whole field came or went with it."""
    steps = tuple(str(step) for step in place)
    for field in fields:
        wanted = tuple(field.split("."))
        shorter = min(len(steps), len(wanted))
        if steps[:shorter] == wanted[:shorter]:
            return True
    return False


def _replaces_pod(place: Path) -> bool:
    """Of a running Pod only few fields can change; the images of its containers are, to Pulumi, not among them."""
    return len(place) > 1 and place[0] == "spec" and place[1] not in _POD_FIELDS_CHANGED_IN_PLACE
