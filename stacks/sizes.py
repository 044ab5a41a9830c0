"""The settings of workloads and quotas, in the terms of the components."""

from components.kubernetes.namespace import NamespaceQuota
from components.kubernetes.pod_template import Amount
from components.kubernetes.workload import Autoscaling, Placement
from domain.plane import PLANE_KEY, NodePlane, serves_label
from settings.model import Settings
from settings.sections.quotas import Quota
from settings.sections.workloads import Resources, Scaling


def quota(wanted: Quota) -> NamespaceQuota:
    """The quota of a namespace."""
    return NamespaceQuota(cpu=str(wanted.cpu), memory=str(wanted.memory), pods=wanted.pods)


def amount(wanted: Resources) -> Amount:
    """An amount of processor and memory."""
    return Amount(cpu=str(wanted.cpu), memory=str(wanted.memory))


def autoscaling(wanted: Scaling) -> Autoscaling | None:
    """The autoscaler, where there is one."""
    if wanted.autoscaler is None:
        return None
    return Autoscaling(
        minimum=wanted.autoscaler.minimum,
        maximum=wanted.autoscaler.maximum,
        cpu_percent=wanted.autoscaler.cpu_percent,
    )


def placement(plane: NodePlane) -> Placement:
    """The nodes of a plane; only the execution plane enters the nodes that are tainted for it."""
    return Placement(
        node_labels={serves_label(plane): "true"},
        taints={PLANE_KEY: "execution"} if plane == "execution" else {},
    )


def service_ports(settings: Settings) -> list[int]:
    """The ports that the control plane serves on, each once."""
    return sorted({workload.port for workload in settings.workloads if workload.plane == "control"})


def metrics_ports(settings: Settings) -> list[int]:
    """The ports of all workloads' metrics, each once."""
    return sorted({workload.metrics_port for workload in settings.workloads})
