"""The settings of workloads and quotas, in the terms of the components."""

from components.kubernetes.container import Amount
from components.kubernetes.namespace import NamespaceQuota
from components.kubernetes.workload import Autoscaling, Placement
from domain import ports
from domain.plane import PLANE_KEY, SERVING_PLANES, EnvironmentPlane, NodePlane, serves_label
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


def spread_required(settings: Settings, replicas: int) -> bool:
    """Whether pods have to lie in several zones: where one may fail, and there are several of them."""
    return settings.environment.survives_a_zone and replicas > 1


def service_ports(settings: Settings) -> list[int]:
    """The ports that the control plane serves on, each once."""
    return sorted({workload.port for workload in settings.workloads if workload.plane == "control"})


def metrics_ports(settings: Settings) -> dict[EnvironmentPlane, list[int]]:
    """The ports of metrics by plane, each once; a plane without any has no entry."""
    found: dict[EnvironmentPlane, set[int]] = {"egress": {ports.METRICS}}
    for workload in settings.workloads:
        if workload.metrics:
            found.setdefault(workload.plane, set()).add(workload.metrics.port or workload.port)
    return {plane: sorted(found[plane]) for plane in SERVING_PLANES if plane in found}


def service_replicas(settings: Settings) -> int:
    """How many copies a service of the platform has: one where nobody waits for it, else one a zone."""
    return 1 if settings.environment.tier == "dev" else 3
