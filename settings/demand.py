"""What a stack's own pods ask of the nodes, all of them at their worst: workloads, proxies, jobs, and the add-ons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.addon_demand import ADDONS
from domain.component_names import BOOTSTRAP, MIGRATION, PROXY, RESOLVER, ROTATION
from domain.external_secrets_size import (
    EXTERNAL_SECRETS_CPU,
    EXTERNAL_SECRETS_MEMORY,
    external_secrets_replicas,
)
from domain.operations_size import OPERATIONS_CPU, OPERATIONS_MEMORY
from domain.plane import NodePlane
from domain.pod_demand import PodDemand
from domain.proxy_size import PROXY_CPU, PROXY_MEMORY
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.resolver_size import RESOLVER_CPU, RESOLVER_MEMORY, RESOLVER_REPLICAS
from settings.sections.workloads import Scaling, WorkloadEntry

_SURGE = 1
"""How many pods a rollout adds before it takes any away."""


@dataclass(frozen=True, kw_only=True)
class Scaled:
    """A workload, and how many pods of it there are."""

    workload: WorkloadEntry
    scaling: Scaling


def environment_demand(scaled: Sequence[Scaled], *, proxies: int, survives_a_zone: bool) -> Iterator[PodDemand]:
    """Yield what an environment runs itself, on whichever cluster."""
    for one in scaled:
        requests, scaling = one.workload.pod_requests, one.scaling
        yield _rolling(
            str(one.workload.name),
            one.workload.plane,
            most=scaling.maximum,
            fewest=scaling.minimum,
            requests=(requests.cpu, requests.memory),
            spread=survives_a_zone and scaling.maximum > 1,
        )
    yield _rolling(
        PROXY,
        "system",
        most=proxies,
        fewest=proxies,
        requests=(PROXY_CPU, PROXY_MEMORY),
        spread=survives_a_zone and proxies > 1,
    )
    yield from _jobs(one.workload for one in scaled)


def cluster_demand(*, survives_a_zone: bool) -> Iterator[PodDemand]:
    """Yield what the program runs once on each cluster, beside the services of the platform."""
    yield from ADDONS
    yield _rolling(
        RESOLVER,
        "system",
        most=RESOLVER_REPLICAS,
        fewest=RESOLVER_REPLICAS,
        requests=(RESOLVER_CPU, RESOLVER_MEMORY),
        spread=survives_a_zone,
    )
    replicas = external_secrets_replicas(survives_a_zone=survives_a_zone)
    yield _rolling(
        "external-secrets",
        "system",
        most=replicas,
        fewest=replicas,
        requests=(EXTERNAL_SECRETS_CPU, EXTERNAL_SECRETS_MEMORY),
        spread=False,
    )


def _jobs(workloads: Iterable[WorkloadEntry]) -> Iterator[PodDemand]:
    """What runs once: each has one pod at a time, and all of them can meet."""
    owner = next((workload for workload in workloads if workload.migrations), None)
    if owner:
        # Its steps and the registration between them request what the workload does.
        yield _job(MIGRATION, owner.requests.cpu, owner.requests.memory)
    for name in (BOOTSTRAP, ROTATION):
        yield _job(name, OPERATIONS_CPU, OPERATIONS_MEMORY)


def _job(name: str, cpu: CpuQuantity, memory: MemoryQuantity) -> PodDemand:
    return PodDemand(name=name, plane="control", steady=0, cpu=cpu, memory=memory)


def _rolling(
    name: str,
    plane: NodePlane,
    *,
    most: int,
    fewest: int,
    requests: tuple[CpuQuantity, MemoryQuantity],
    spread: bool,
) -> PodDemand:
    cpu, memory = requests
    return PodDemand(
        name=name, plane=plane, replicas=most + _SURGE, steady=fewest, cpu=cpu, memory=memory, spread=spread
    )
