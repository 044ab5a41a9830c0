"""All environments side by side: what each runs, where it stands in the promotion, and whether it is well."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from domain.environment_status import READY, UNFINISHED
from ops.operations.backend import Backend
from ops.operations.cluster import sign_in
from ops.operations.environments import registry, source_of
from ops.operations.error import OperationError
from ops.operations.migrations import Migrations, read_migrations
from ops.operations.position import Position, position_of
from ops.operations.restarts import explain, look_for_cuts, read_restarts
from ops.operations.stack_state import StackState, read_stack
from ops.operations.workloads import Workload, read_workloads
from settings.registry import Registry
from stacks.release import Releases

Health = Literal["ok", "rolling", "degraded", "unreachable", "not deployed"]
UNHEALTHY: tuple[Health, ...] = ("degraded", "unreachable")


@dataclass(frozen=True, kw_only=True)
class EnvironmentStatus:
    """One environment."""

    name: str
    tier: str
    health: Health
    sha: str | None = None
    since: str | None = None
    """When the SHA became the current one (ISO 8601, UTC)."""
    source: str | None = None
    """The environment before it in the promotion."""
    position: Position | None = None
    """Where it stands relative to its source; none when either runs nothing or can't be read."""
    workloads: tuple[Workload, ...] | None = None
    """None when the cluster can't be asked."""
    migrations: Migrations | None = None
    """What is applied to its database; none where it can't be asked, or never migrated."""
    problems: tuple[str, ...] = ()
    """Why it is not well, one line each."""
    notes: tuple[str, ...] = ()
    """What is worth knowing and no harm, one line each."""

    @property
    def ready(self) -> int:
        """How many pods are ready."""
        return sum(workload.ready for workload in self.workloads or ())

    @property
    def wanted(self) -> int:
        """How many pods there should be."""
        return sum(workload.wanted for workload in self.workloads or ())


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What could be learned of one environment alone."""

    state: StackState | None = None
    workloads: tuple[Workload, ...] | None = None
    migrations: Migrations | None = None
    crashes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    problem: str = ""

    @property
    def releases(self) -> Releases | None:
        return self.state.releases if self.state else None


def read_status(backend: Backend, known: Registry | None = None) -> list[EnvironmentStatus]:
    """Return the environments of the registry in the order of promotion, all read at the same time.

    An environment that can't be read is reported as such; when none can, the backend is the problem, and it is raised.
    """
    listed = known or registry()
    with ThreadPoolExecutor(max_workers=max(1, len(listed.stacks))) as pool:
        pending = {name: pool.submit(_read, name, backend, listed) for name in listed.stacks}
        readings = {name: future.result() for name, future in pending.items()}
    if readings and all(reading.state is None for reading in readings.values()):
        raise OperationError(next(iter(readings.values())).problem)
    return [_assess(name, listed, readings) for name in listed.stacks]


def _read(name: str, backend: Backend, known: Registry) -> _Reading:
    seen = backend.as_seen_by(known.account_of(name))
    try:
        state = read_stack(name, seen)
    except OperationError as error:
        return _Reading(problem=str(error))
    if state.releases.current is None:
        return _Reading(state=state)
    try:
        cluster = sign_in(state.outputs["kubeconfig"], seen.variables)
        restarts = read_restarts(cluster, state.outputs["namespaces"], datetime.now(UTC))
        crashes, notes = explain(restarts, *look_for_cuts(restarts, state.outputs, seen.variables))
        return _Reading(
            state=state,
            workloads=tuple(read_workloads(cluster, state.outputs["namespaces"])),
            migrations=read_migrations(cluster, state.outputs),
            crashes=tuple(crashes),
            restarts=tuple(notes),
        )
    except OperationError as error:
        return _Reading(state=state, problem=str(error))


def _assess(name: str, known: Registry, readings: Mapping[str, _Reading]) -> EnvironmentStatus:
    reading, source = readings[name], source_of(name, known)
    releases = reading.releases or Releases()
    of_source = readings[source].releases if source else None
    current = releases.current
    problems = tuple(_problems(reading))
    tiers: dict[str, Any] = {str(key): entry.tier for key, entry in known.environments.items()}
    return EnvironmentStatus(
        name=name,
        tier=tiers[name],
        health=_health(reading, problems),
        sha=current.imageSha if current else None,
        since=current.since if current else None,
        source=source,
        position=position_of(releases, source, of_source) if source and of_source is not None else None,
        workloads=reading.workloads,
        migrations=reading.migrations,
        problems=problems,
        notes=tuple(_notes(reading)),
    )


def _problems(reading: _Reading) -> Iterator[str]:
    if reading.problem:
        yield reading.problem
    for workload in reading.workloads or ():
        if workload.problem:
            yield workload.problem
    yield from reading.crashes
    if reading.migrations and reading.migrations.problem:
        yield reading.migrations.problem
    status = reading.state.outputs.get("status", READY) if reading.state else "ready"
    if status not in (READY, UNFINISHED):
        yield f"its status is {status}"
    if reading.workloads == ():
        yield "no workload runs in its namespaces"


def _notes(reading: _Reading) -> Iterator[str]:
    yield from reading.restarts
    if reading.migrations and not reading.migrations.problem:
        yield reading.migrations.note


def _health(reading: _Reading, problems: tuple[str, ...]) -> Health:
    if reading.problem:
        return "unreachable"
    if reading.workloads is None:
        return "not deployed"
    if problems:
        return "degraded"
    provisioning = reading.state is not None and reading.state.outputs.get("status") == UNFINISHED
    if provisioning or any(workload.rollout == "rolling" for workload in reading.workloads):
        return "rolling"
    return "ok"
