"""How big Temporal is: its services, their pods and pools, and the shards, which are for life."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.connection_budget import Clients
from domain.temporal import TEMPORAL
from domain.tier import Tier

SERVICES = ("frontend", "history", "matching", "worker")
"""What the server consists of; each is a deployment of its own."""

DEPLOYMENTS = tuple(f"{TEMPORAL}-{service}" for service in SERVICES)
"""What those are called; each reads who it is to the database when it starts, and not again."""

STORE_POOL = 20
"""What a pod opens to the store of runs, unless the settings say otherwise."""

VISIBILITY_POOL = 5
"""What a pod opens to the store that runs are searched in."""

SURGE = 1
"""What a rollout adds to each service; a change of the configuration rolls all of them."""

SCHEMA_CONNECTIONS = 2
"""What the job of the schema opens; one of its steps runs at a time, and a pod before it may still be closing."""

_SHARDS: Mapping[Tier, int] = MappingProxyType({"local": 4, "dev": 4, "staging": 8, "prod": 512})


def history_shards(tier: Tier) -> int:
    """Return the shards of a tier's histories.

    The server writes the number into its database at its first start and keeps to that one afterwards, whatever its
    configuration says: it is no setting, because a setting could be changed.
    """
    return _SHARDS[tier]


def temporal_clients(*, replicas: int, store: int, visibility: int) -> list[Clients]:
    """Return who of Temporal connects to the database: the pods of all services, and the schema's job."""
    pods = len(SERVICES) * (replicas + SURGE)
    return [
        Clients(name=TEMPORAL, pods=pods, each=store + visibility),
        Clients(name=f"{TEMPORAL}-schema", pods=1, each=SCHEMA_CONNECTIONS),
    ]
