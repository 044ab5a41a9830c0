"""What the local environment has in common with the clusters', read from where the clusters have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from domain.names import DnsLabel
from domain.nats import NATS
from domain.object_lock import STRICTNESS, LockMode
from domain.temporal import TEMPORAL, temporal_namespace
from domain.temporal_size import history_shards
from domain.vault import SECRET_PLANES, role_name
from ops.operations.environments import registry
from ops.operations.images import settings_at
from ops.operations.local.names import ENVIRONMENT
from ops.operations.vault.policies import reading_policy
from settings.files import DIRECTORY
from stacks.access_plan import registered_tenants
from stacks.platform_values import platform_values
from stacks.proxied_hosts import proxy_configuration_files


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a local service is told as one of the clusters is."""

    accounts: Mapping[str, Any]
    """NATS's accounts with their users and what they may keep."""
    system_account: str
    """The account of those who look after NATS."""
    max_payload: str
    """The largest message."""
    storage: str
    """What NATS may keep."""
    streams: Sequence[Mapping[str, Any]]
    """The streams, as the controller of streams is told them."""
    namespace: str
    """Temporal's namespace."""
    retention: str
    """How long Temporal keeps a run that is over."""
    shards: int
    """The shards of its histories."""
    policies: Mapping[str, str]
    """Vault's policies by their names."""
    tenants: Sequence[str]
    """Whoever the application writes rows for."""
    proxy: Mapping[str, str]
    """The files of the egress proxy."""
    lock: LockMode
    """The mode of Object Lock."""
    evidence_days: int
    """How long each version is locked."""


def read_source() -> Source:
    """Read it from what the first environment tells the charts of its platform, and from the registry.

    Evidence is kept as long as there, in the mode of the first environment that locks any.
    """
    known = registry()
    floors = [known.tiers[known.environments[DnsLabel(name)].tier].floors for name in known.stacks]
    settings = settings_at(known.stacks[0], None, now=datetime.now(UTC), known=known, directory=DIRECTORY, digests=None)
    values = {each.service: each.values for each in platform_values(settings)}
    nats, temporal = values[NATS], values[TEMPORAL]["server"]["config"]
    merged = nats["config"]["merge"]
    return Source(
        accounts=merged["accounts"],
        system_account=merged["system_account"],
        max_payload=plain(merged["max_payload"]),
        storage=nats["config"]["jetstream"]["fileStore"]["pvc"]["size"],
        streams=[each["spec"] for each in nats["extraResources"] if each["kind"] == "Stream"],
        namespace=temporal_namespace(ENVIRONMENT),
        retention=temporal["namespaces"]["namespace"][0]["retention"],
        shards=history_shards(ENVIRONMENT),
        policies={role_name(ENVIRONMENT, plane): reading_policy(ENVIRONMENT, plane) for plane in SECRET_PLANES},
        tenants=registered_tenants(settings),
        proxy=proxy_configuration_files(settings),
        lock=next(cast(LockMode, each.object_lock) for each in floors if each.object_lock != STRICTNESS[0]),
        evidence_days=floors[0].retention_days,
    )


def plain(text: str) -> str:
    """A value as NATS reads it, without the marks by which its chart is told to leave it as it is."""
    return text.removeprefix("<< ").removesuffix(" >>")
