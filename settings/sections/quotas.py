"""The quotas of the namespaces."""

from domain.quantity import CpuQuantity, MemoryQuantity
from settings.section import Positive, Section


class Quota(Section):
    """What the pods of one namespace may request in total."""

    cpu: CpuQuantity
    """All processor requests together."""

    memory: MemoryQuantity
    """All memory requests together."""

    pods: Positive
    """The number of pods."""


def _quota(cpu: str, memory: str, pods: int) -> Quota:
    return Quota.model_validate({"cpu": cpu, "memory": memory, "pods": pods})


class Quotas(Section):
    """The quota of each of the environment's namespaces."""

    environment: Quota = _quota("1", "2Gi", 10)
    """`env-<name>`: what belongs to the environment as a whole."""

    data: Quota = _quota("1", "2Gi", 10)
    """`data-<name>`: the data layer's jobs, such as migrations."""

    apps: Quota = _quota("8", "16Gi", 40)
    """`apps-<name>`: the control plane's workloads."""

    execution: Quota = _quota("8", "16Gi", 40)
    """The namespace of the execution plane."""

    egress: Quota = _quota("1", "2Gi", 10)
    """`egress-<name>`: the proxies that the execution plane reaches the internet through."""

    gitops: Quota = _quota("4", "8Gi", 20)
    """`gitops`: Argo CD; on a shared cluster it is the owner's."""

    system: Quota = _quota("8", "16Gi", 60)
    """`system`: the platform; on a shared cluster it is the owner's."""
