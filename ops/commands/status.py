"""`portarium status`: all environments side by side."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ops.commands.age import age
from ops.commands.table import NOTHING, Cell, is_coloured, render
from ops.commands.waiting import waiting

# The operations are imported late: they bring Pulumi's SDK along, half a second that no other command should pay.
if TYPE_CHECKING:
    from ops.operations.backend import Backend
    from ops.operations.status import EnvironmentStatus

EXIT_UNHEALTHY = 3
_SHORT_SHA = 12
_HEADER = ("environment", "sha", "since", "promotion", "ready", "health")
_COLOURS = {
    "ok": "green",
    "rolling": "cyan",
    "degraded": "red",
    "unreachable": "yellow",
    "not deployed": "bright_black",
}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts, with every workload.")] = False,
) -> None:
    """Show all environments side by side: what they run, since when, behind or ahead of whom, with how many pods ready.

    It reads the backend that this shell is on; where it is on none, a sandbox that is up.

    Health is `ok`, `rolling` (pods are being replaced), `degraded`, `unreachable` or `not deployed`.

    Exit code 0: nothing is wrong, though an environment may be rolling or not deployed. 1: nothing could be read.
    2: wrong usage. 3: an environment is degraded or unreachable.
    """
    from ops.operations.backend import find_backend  # noqa: PLC0415
    from ops.operations.status import UNHEALTHY, read_status  # noqa: PLC0415

    backend = find_backend()
    found = waiting("reading the environments", lambda: read_status(backend))
    announce(backend)
    if as_json:
        typer.echo(json.dumps(as_data(backend, found), indent=2))
    else:
        typer.echo(as_text(found, coloured=is_coloured()))
    if any(environment.health in UNHEALTHY for environment in found):
        raise typer.Exit(EXIT_UNHEALTHY)


def announce(backend: Backend) -> None:
    """Say that a sandbox is shown where nobody asked for one; on stderr, where it spoils no output."""
    if backend.chosen_for_you:
        sys.stderr.write(f"portarium: this shell is on no Pulumi backend; showing {backend.description}\n")


def as_text(found: list[EnvironmentStatus], *, coloured: bool) -> str:
    """Return the table, and below it why an environment is not well, and what else is worth knowing."""
    rows = [_row(environment) for environment in found]
    told = [
        f"{environment.name}: {line}" for environment in found for line in (*environment.problems, *environment.notes)
    ]
    return "\n".join([render(_HEADER, rows, coloured=coloured), *([""] if told else []), *told])


def as_data(backend: Backend, found: list[EnvironmentStatus]) -> dict[str, Any]:
    """Return the same for scripts."""
    return {"backend": backend.description, "environments": [_environment_data(environment) for environment in found]}


def _row(environment: EnvironmentStatus) -> list[str | Cell]:
    position, workloads = environment.position, environment.workloads
    return [
        environment.name,
        environment.sha[:_SHORT_SHA] if environment.sha else NOTHING,
        age(environment.since) if environment.since else NOTHING,
        Cell(str(position), None if position.relation == "current" else "yellow") if position else NOTHING,
        f"{environment.ready}/{environment.wanted}" if workloads is not None else NOTHING,
        Cell(environment.health, _COLOURS[environment.health]),
    ]


def _environment_data(environment: EnvironmentStatus) -> dict[str, Any]:
    workloads = environment.workloads
    return {
        "name": environment.name,
        "tier": environment.tier,
        "imageSha": environment.sha,
        "since": environment.since,
        "source": environment.source,
        "position": asdict(environment.position) if environment.position else None,
        "replicas": None if workloads is None else {"ready": environment.ready, "wanted": environment.wanted},
        "workloads": None if workloads is None else [asdict(workload) for workload in workloads],
        "migrations": asdict(environment.migrations) if environment.migrations else None,
        "health": environment.health,
        "problems": list(environment.problems),
        "notes": list(environment.notes),
    }
