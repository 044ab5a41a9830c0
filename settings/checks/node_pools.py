"""The node pools: sizes, zones, accelerators and the separation of the planes."""

from collections.abc import Iterator
from typing import get_args

from domain.architecture import Architecture
from domain.plane import SYSTEM, NodePlane
from domain.text import shown
from settings.draft import Draft, Findings
from settings.sections.node_pools import NodePool

GPU_POOL = SYSTEM
"""The only pool that may have accelerators; the third seed starts with them there."""


def check(draft: Draft) -> Findings:
    """Yield what is wrong within each pool, then the planes that no pool serves."""
    pools = draft.config.node_pools
    if pools is None:
        return
    for name, pool in pools.items():
        yield from _check_pool(f"nodePools.{name}", name, pool)
        for whose, architectures in _run_on(draft, pool):
            if pool.architecture not in architectures:
                first = f"{shown(pool.instance_types[0])} is {pool.architecture}"
                yield f"nodePools.{name}.instanceTypes[0]", f"{first}, {whose} for {', '.join(architectures)}"
        for index, zone in enumerate(pool.zones):
            if draft.config.network and draft.config.network.zones and zone not in draft.config.network.zones:
                yield f"nodePools.{name}.zones[{index}]", f"{shown(zone)} is not a zone of the network"
            elif draft.config.region and not zone.startswith(draft.config.region):
                yield f"nodePools.{name}.zones[{index}]", f"{shown(zone)} is not a zone of {draft.config.region}"
    served = {plane for pool in pools.values() for plane in pool.serves if pool.maximum > 0}
    for plane in get_args(NodePlane):
        if plane not in served:
            yield "nodePools", f"no pool serves the {plane} plane; add it to the serves of one"


def _run_on(draft: Draft, pool: NodePool) -> Iterator[tuple[str, tuple[Architecture, ...]]]:
    """What runs on the nodes of a pool, as it reads before "for", and what it is built for."""
    if draft.config.images and "system" in pool.serves:
        yield "images.architectures has images", draft.config.images.architectures
    for workload in draft.config.workloads or ():
        if workload.plane in pool.serves:
            yield f"the image of {workload.name} is built", workload.architectures


def _check_pool(at: str, name: str, pool: NodePool) -> Findings:
    if pool.minimum > pool.maximum:
        yield f"{at}.minimum", f"{pool.minimum} is over the maximum {pool.maximum}"
    if "execution" in pool.serves and len(set(pool.serves)) > 1:
        yield f"{at}.serves", "the execution plane shares its nodes with no other plane; give it a pool of its own"
    for index, instance_type in enumerate(pool.instance_types):
        where = f"{at}.instanceTypes[{index}]"
        if instance_type.accelerator and name != GPU_POOL:
            yield where, f"{shown(instance_type)} has an accelerator; only the pool {GPU_POOL} may"
        architecture = instance_type.architecture
        if architecture != pool.architecture:
            yield (
                where,
                f"{shown(instance_type)} is {architecture}, the pool's first is {pool.architecture}",
            )
        elif instance_type.accelerator != pool.instance_types[0].accelerator:
            yield where, f"{shown(instance_type)} boots another image than the pool's first, {pool.instance_types[0]}"
