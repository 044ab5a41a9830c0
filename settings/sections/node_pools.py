"""The pools of nodes."""

from pydantic import Field

from domain.architecture import Architecture
from domain.instance_type import InstanceType
from domain.kubernetes_version import KubernetesVersion
from domain.names import LabelName, LabelText, Zone
from domain.node_group import CapacityType, TaintEffect
from domain.plane import PLANE_KEY, NodePlane, serves_label
from settings.section import Count, Positive, Section


class Taint(Section):
    """A taint on the nodes of a pool."""

    key: LabelName
    """The key that a toleration names."""

    value: LabelText = LabelText("")
    """The value that a toleration names."""

    effect: TaintEffect
    """What happens to a pod that does not tolerate it."""


class NodePool(Section):
    """A managed node group; the autoscaler moves its size between the minimum and the maximum."""

    serves: tuple[NodePlane, ...] = Field(min_length=1)
    """The planes whose pods run here; the execution plane shares its nodes with no other."""

    instance_types: tuple[InstanceType, ...] = Field(min_length=1)
    """Instance types of one architecture, the preferred one first."""

    minimum: Count
    """The fewest nodes; the sum over the pools is what the tier's floor is about."""

    maximum: Positive
    """The most nodes."""

    zones: tuple[Zone, ...] = ()
    """The zones of the pool; empty means all zones of the network."""

    version: KubernetesVersion | None = None
    """The nodes' Kubernetes version while an upgrade is under way; the cluster's own otherwise."""

    capacity: CapacityType = "ON_DEMAND"
    """How the nodes are bought; spot nodes may vanish with two minutes' notice."""

    disk_gib: int = Field(default=50, ge=20, le=16384, strict=True)
    """The size of each node's encrypted disk."""

    labels: dict[LabelName, LabelText] = Field(default_factory=dict[LabelName, LabelText])
    """Labels in addition to those of the planes."""

    taints: tuple[Taint, ...] = ()
    """Taints in addition to that of the execution plane."""

    @property
    def node_labels(self) -> dict[str, str]:
        """All labels of the pool's nodes: the planes it serves, then its own."""
        return {serves_label(plane): "true" for plane in self.serves} | {str(k): str(v) for k, v in self.labels.items()}

    @property
    def node_taints(self) -> tuple[Taint, ...]:
        """All taints of the pool's nodes; containment is not a setting, so the execution plane's is always there."""
        if "execution" not in self.serves:
            return self.taints
        taint = Taint.model_validate({"key": PLANE_KEY, "value": "execution", "effect": "NoSchedule"})
        return (taint, *self.taints)

    @property
    def architecture(self) -> Architecture:
        """The processor architecture of the pool's nodes."""
        return self.instance_types[0].architecture
