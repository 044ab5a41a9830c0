"""The floors of the tier: a stack may exceed them, never undercut them."""

from collections.abc import Iterator

from settings.domain.text import shown
from settings.registry import FILE
from settings.sections.evidence import STRICTNESS
from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield each setting that is under the floor of the stack's tier."""
    for path, value, required, is_enough in (
        *_network(config, stack),
        *_node_pools(config, stack),
        *_database(config, stack),
        *_evidence(config, stack),
        *_scaling(config, stack),
    ):
        if not is_enough:
            at_least = "" if isinstance(required, bool) else "at least "
            text = f"{shown(value)}, {stack.tier} requires {at_least}{shown(required)} ({FILE}, tier {stack.tier})"
            yield path, text


_Floor = tuple[str, object, object, bool]


def _network(config: StackConfig, stack: Stack) -> Iterator[_Floor]:
    network, floors = config.network, stack.floors
    if network is None:
        return
    if network.nat_per_zone is not None:
        yield "network.natPerZone", network.nat_per_zone, True, network.nat_per_zone or not floors.nat_per_zone
    if network.zones is not None:
        zones = len(set(network.zones))
        yield "network.zones", zones, floors.zones, zones >= floors.zones


def _node_pools(config: StackConfig, stack: Stack) -> Iterator[_Floor]:
    pools, floors = config.node_pools or {}, stack.floors
    if pools:
        nodes = sum(pool.minimum for pool in pools.values())
        yield "nodePools", nodes, floors.nodes, nodes >= floors.nodes
    for name, pool in pools.items():
        if pool.zones:
            zones = len(set(pool.zones))
            yield f"nodePools.{name}.zones", zones, floors.pool_zones, zones >= floors.pool_zones


def _database(config: StackConfig, stack: Stack) -> Iterator[_Floor]:
    database, floors = config.database, stack.floors
    if database is None:
        return
    yield "database.multiAz", database.multi_az, True, database.multi_az or not floors.multi_az
    yield "database.backupDays", database.backup_days, floors.backup_days, database.backup_days >= floors.backup_days
    protected = database.deletion_protection
    yield "database.deletionProtection", protected, True, protected or not floors.deletion_protection


def _evidence(config: StackConfig, stack: Stack) -> Iterator[_Floor]:
    evidence, floors = config.evidence, stack.floors
    if evidence is None:
        return
    strict_enough = STRICTNESS.index(evidence.object_lock) >= STRICTNESS.index(floors.object_lock)
    yield "evidence.objectLock", evidence.object_lock, floors.object_lock, strict_enough
    days = evidence.retention_days
    yield "evidence.retentionDays", days, floors.retention_days, days >= floors.retention_days


def _scaling(config: StackConfig, stack: Stack) -> Iterator[_Floor]:
    scaling = config.scaling or {}
    for workload in config.workloads or ():
        if workload.name in scaling:
            replicas = scaling[workload.name].minimum
            floor: int = getattr(stack.floors.replicas, workload.plane)
            key = "autoscaler.minimum" if scaling[workload.name].autoscaler else "replicas"
            yield f"scaling.{workload.name}.{key}", replicas, floor, replicas >= floor
