"""How fresh the secrets of an environment are: their values at the source, and what of them is in the cluster."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.operations.access.restarts import Cluster
from ops.operations.aws import Aws
from ops.operations.secrets.values import Value, value_of
from ops.operations.secrets_plan import Mirror, PlannedItem, SecretsPlan

# A secret that nobody has written counts as one that is long overdue.
_NEVER_PERCENT = 1000.0


@dataclass(frozen=True, kw_only=True)
class ItemState:
    """One secret at the source."""

    item: PlannedItem
    """What it is."""
    value: Value | None
    """Its value; none where nobody has written one yet."""
    now: datetime
    """When it was looked at."""

    @property
    def due(self) -> datetime:
        """When it is time for another value."""
        return self.value.written + timedelta(days=self.item.rotation_frequency_days) if self.value else self.now

    @property
    def percent(self) -> float:
        """How much of its term it has behind it."""
        if self.value is None:
            return _NEVER_PERCENT
        return 100 * (self.now - self.value.written) / timedelta(days=self.item.rotation_frequency_days)


@dataclass(frozen=True, kw_only=True)
class MirrorState:
    """One secret in the cluster."""

    mirror: Mirror
    """What it is."""
    synced_at: datetime | None
    """When it was written from the source for the last time."""
    since: timedelta
    """How long ago that was; where it never was, since somebody has asked for it."""
    problem: str
    """What the operator says of it, where it could not be written."""


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """All of them."""

    items: tuple[ItemState, ...]
    """At the source."""
    mirrors: tuple[MirrorState, ...]
    """In the cluster."""

    @property
    def oldest_percent(self) -> float:
        """The term that the oldest has behind it."""
        return max(state.percent for state in self.items)

    @property
    def since_sync(self) -> timedelta:
        """How long ago the longest was that one was written in the cluster."""
        return max((state.since for state in self.mirrors), default=timedelta())

    def synced_at(self, item: str) -> datetime | None:
        """Return since when all of the cluster has what the source says of an item; none where it is in no cluster."""
        found = [state.synced_at for state in self.mirrors if item in state.mirror.items]
        return min((at for at in found if at), default=None) if all(found) else None


def read_freshness(plan: SecretsPlan, aws: Aws, cluster: Callable[[], Cluster], now: datetime) -> Freshness:
    """Ask both sides; raise OperationError where one does not answer."""
    asked = cluster()
    return Freshness(
        items=tuple(ItemState(item=item, value=value_of(aws, item.secret), now=now) for item in plan.items),
        mirrors=tuple(_mirror_state(mirror, asked, now) for mirror in plan.mirrors),
    )


def _mirror_state(mirror: Mirror, cluster: Cluster, now: datetime) -> MirrorState:
    found = cluster.get(
        f"/apis/external-secrets.io/v1/namespaces/{mirror.namespace}/externalsecrets/{mirror.external_secret}"
    )
    status: dict[str, Any] = found.get("status") or {}
    synced = datetime.fromisoformat(status["refreshTime"]) if status.get("refreshTime") else None
    conditions: list[dict[str, Any]] = status.get("conditions") or []
    failed = [
        one.get("message") or one["status"] for one in conditions if one["type"] == "Ready" and one["status"] != "True"
    ]
    since = now - (synced or datetime.fromisoformat(found["metadata"]["creationTimestamp"]))
    return MirrorState(mirror=mirror, synced_at=synced, since=since, problem=failed[0] if failed else "")
