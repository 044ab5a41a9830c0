"""The connections to the database: all that may be open at once have to fit its instance class."""

from collections.abc import Iterator

from domain.connection_budget import POOL, Clients, excess
from domain.keycloak import keycloak_clients
from domain.temporal_size import SURGE, temporal_clients
from settings.draft import Draft, Findings
from settings.sections.platform import Platform


def check(draft: Draft) -> Findings:
    """Yield an instance class that bears less than its clients open at their worst."""
    database = draft.config.database
    if database is None:
        return
    problem = excess(database.instance_class, [*_workloads(draft), *_temporal(draft), *_keycloak(draft)])
    if problem:
        yield "database.instanceClass", problem


def _workloads(draft: Draft) -> Iterator[Clients]:
    for workload in draft.config.workloads or ():
        if "database" in workload.uses:
            pods = draft.scaling_of(workload).maximum + SURGE
            yield Clients(name=str(workload.name), pods=pods, each=POOL)


def _temporal(draft: Draft) -> list[Clients]:
    """Where the stack has a platform of its own; a shared one's is in its owner's database."""
    if draft.topology == "shared":
        return []
    temporal = (draft.config.platform or Platform()).temporal
    return temporal_clients(
        replicas=temporal.replicas or draft.stack.floors.replicas.platform,
        store=temporal.store_pool,
        visibility=temporal.visibility_pool,
    )


def _keycloak(draft: Draft) -> list[Clients]:
    identity = draft.config.identity
    own = draft.topology != "shared" and identity is not None and identity.provider == "keycloak"
    return keycloak_clients() if own else []
