"""What a service asks of its nodes, so that it can be added up before there is one."""

from dataclasses import dataclass

from domain.plane import NodePlane
from domain.quantity import CpuQuantity, MemoryQuantity


@dataclass(frozen=True, kw_only=True)
class PodDemand:
    """Pods of one kind: what each requests, and how many of them there are at their worst.

    A pod requests the sum of its containers, sidecars among them, or what its largest init container does if that is
    more.
    """

    name: str
    """What they are called in a message."""
    plane: NodePlane | None
    """The plane whose nodes they need; None for those that run on the nodes of every pool."""
    replicas: int = 1
    """How many at their worst: the autoscaler's maximum, and those that a rollout adds; of a daemonset, those on each
    node."""
    steady: int | None = None
    """How many always run, and so have to fit on a pool at its smallest: none of a job, the autoscaler's minimum
    of a workload; None for as many as `replicas`."""
    cpu: CpuQuantity | None
    """What each requests of the processor; None for nothing."""
    memory: MemoryQuantity | None
    """What each requests of the memory; None for nothing."""
    spread: bool = False
    """Whether they have to lie in as many zones and on as many nodes as there are."""
    daemonset: bool = False
    """Whether each node of the pool has them."""

    def __post_init__(self) -> None:
        """Refuse pods whose nodes nobody could name."""
        if self.plane is None and not self.daemonset:
            raise ValueError(f"{self.name}: only a daemonset runs on the nodes of every pool; name its plane")

    @property
    def always(self) -> int:
        """How many always run."""
        return self.replicas if self.steady is None else self.steady
