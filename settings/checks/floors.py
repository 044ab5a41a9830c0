"""The floors of the tier: a stack may exceed them, never undercut them."""

from collections.abc import Iterator

from domain.object_lock import STRICTNESS
from domain.text import shown
from settings.draft import Draft, Findings
from settings.registry import FILE
from settings.sections.platform import Platform, Service


def check(draft: Draft) -> Findings:
    """Yield each setting that is under the floor of the stack's tier."""
    tier = draft.stack.tier
    for path, value, required, is_enough in (
        *_network(draft),
        *_node_pools(draft),
        *_database(draft),
        *_evidence(draft),
        *_scaling(draft),
        *_platform(draft),
    ):
        if not is_enough:
            at_least = "" if isinstance(required, bool) else "at least "
            yield path, f"{shown(value)}, {tier} requires {at_least}{shown(required)} ({FILE}, tier {tier})"


_Floor = tuple[str, object, object, bool]


def _network(draft: Draft) -> Iterator[_Floor]:
    network, floors = draft.config.network, draft.stack.floors
    if network is None:
        return
    if network.nat_per_zone is not None:
        yield "network.natPerZone", network.nat_per_zone, True, network.nat_per_zone or not floors.nat_per_zone
    if network.zones is not None:
        zones = len(set(network.zones))
        yield "network.zones", zones, floors.zones, zones >= floors.zones


def _node_pools(draft: Draft) -> Iterator[_Floor]:
    pools, floors = draft.config.node_pools or {}, draft.stack.floors
    if pools:
        nodes = sum(pool.minimum for pool in pools.values())
        yield "nodePools", nodes, floors.nodes, nodes >= floors.nodes
    for name, pool in pools.items():
        yield f"nodePools.{name}.minimum", pool.minimum, floors.pool_nodes, pool.minimum >= floors.pool_nodes
        if pool.zones:
            zones = len(set(pool.zones))
            yield f"nodePools.{name}.zones", zones, floors.pool_zones, zones >= floors.pool_zones


def _database(draft: Draft) -> Iterator[_Floor]:
    database, floors = draft.config.database, draft.stack.floors
    if database is None:
        return
    yield "database.multiAz", database.multi_az, True, database.multi_az or not floors.multi_az
    yield "database.backupDays", database.backup_days, floors.backup_days, database.backup_days >= floors.backup_days
    protected = database.deletion_protection
    yield "database.deletionProtection", protected, True, protected or not floors.deletion_protection


def _evidence(draft: Draft) -> Iterator[_Floor]:
    evidence, floors = draft.config.evidence, draft.stack.floors
    if evidence is None:
        return
    strict_enough = STRICTNESS.index(evidence.object_lock) >= STRICTNESS.index(floors.object_lock)
    yield "evidence.objectLock", evidence.object_lock, floors.object_lock, strict_enough
    days = evidence.retention_days
    yield "evidence.retentionDays", days, floors.retention_days, days >= floors.retention_days
    if evidence.copied is not None:
        yield "evidence.copied", evidence.copied, True, evidence.copied or not floors.evidence_copy


def _scaling(draft: Draft) -> Iterator[_Floor]:
    for workload in draft.config.workloads or ():
        if workload.name in (draft.config.scaling or {}):
            scaling = draft.scaling_of(workload)
            floor = draft.stack.floors.replicas.of(workload.plane)
            key = "autoscaler.minimum" if scaling.autoscaler else "replicas"
            yield f"scaling.{workload.name}.{key}", scaling.minimum, floor, scaling.minimum >= floor


def _platform(draft: Draft) -> Iterator[_Floor]:
    platform, floor = draft.config.platform or Platform(), draft.stack.floors.replicas.platform
    services: dict[str, Service] = {
        field.alias or name: getattr(platform, name) for name, field in Platform.model_fields.items()
    }
    for name, service in services.items():
        if service.replicas is not None:
            yield f"platform.{name}.replicas", service.replicas, floor, service.replicas >= floor
