"""`portarium database plan`, `apply`, `status`, `verify`, `resume`, `remove`: the schema that infrastructure owns."""

from __future__ import annotations

import getpass
import json
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ops.commands.database_access import Authority, Plan
from ops.commands.table import NOTHING, render
from ops.commands.waiting import waiting

if TYPE_CHECKING:
    from database.options import Options
    from database.plan import Position
    from database.runner import Outcome
    from database.target import Target
    from database.witness import Witness
    from ops.operations.access.entrance import Entrance

EXIT_NOT_WELL = 3
# Everybody queues behind a statement that waits for its lock, so it waits for seconds and is tried again.
_LOCK_SECONDS, _STATEMENT_SECONDS, _ATTEMPTS = 5.0, 300.0, 5
Environment = Annotated[str, typer.Argument(help="An environment of the registry, whose tenants it is for.")]
ByHand = Annotated[bool, typer.Option("--by-hand", help="Sign in by this shell's profile, not by a pod's role.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Contract = Annotated[str, typer.Option("--contract", help="Also run this one contract migration.", show_default="none")]
Oldest = Annotated[
    str,
    typer.Option("--oldest-running", help="The oldest release that runs or may be rolled back to.", show_default=False),
]
Wait = Annotated[float, typer.Option("--wait", help="Seconds to wait for another runner to leave a target.", min=0.1)]
Parallel = Annotated[int, typer.Option("--parallel", help="Targets at a time.", min=1, max=32)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the SQL for each target, and change nothing.")]


def plan(
    environment: Environment,
    file: Plan,
    *,
    authority: Authority = None,
    by_hand: ByHand = False,
    contract: Contract = "",
    as_json: AsJson = False,
) -> None:
    """Say which migrations each target lacks; nothing is changed.

    Exit code: 0, 1 when nothing could be read or a migration is not what it says, 3 when something is in the way.
    """
    _show(_positions(environment, _entrance(file, authority, environment, by_hand), contract), as_json)


def status(
    environment: Environment,
    file: Plan,
    *,
    authority: Authority = None,
    by_hand: ByHand = False,
    as_json: AsJson = False,
) -> None:
    """Say where each target is, by the journals; exit code as of plan."""
    _show(_positions(environment, _entrance(file, authority, environment, by_hand), ""), as_json)


def apply(
    environment: Environment,
    file: Plan,
    *,
    authority: Authority = None,
    by_hand: ByHand = False,
    contract: Contract = "",
    oldest_running: Oldest = "",
    dry_run: DryRun = False,
    parallel: Parallel = 4,
    wait: Wait = 10.0,
    as_json: AsJson = False,
) -> None:
    """Bring each target to what it lacks, and make what tenants of tiers B and C need; it can be run at any time.

    A target that fails stops no other. Exit code: 0, 1 when nothing could be begun, 3 when a target is not well.
    """
    entrance = _entrance(file, authority, environment, by_hand)
    if dry_run:
        found = _positions(environment, entrance, contract)
        typer.echo(json.dumps([_sql_data(one) for one in found], indent=2) if as_json else _sql_text(found))
        return
    options = _options(
        contract=contract, oldest_running=oldest_running, parallel=parallel, wait=wait, unfinished_only=False
    )
    _run(environment, entrance, options, as_json=as_json)


def resume(
    environment: Environment,
    file: Plan,
    *,
    authority: Authority = None,
    by_hand: ByHand = False,
    contract: Contract = "",
    oldest_running: Oldest = "",
    parallel: Parallel = 4,
    wait: Wait = 10.0,
    as_json: AsJson = False,
) -> None:
    """Go on with targets that a runner left unfinished or never came to; what is well is left alone.

    Exit code as of apply.
    """
    entrance = _entrance(file, authority, environment, by_hand)
    options = _options(
        contract=contract, oldest_running=oldest_running, parallel=parallel, wait=wait, unfinished_only=True
    )
    _run(environment, entrance, options, as_json=as_json)


def verify(
    environment: Environment,
    file: Plan,
    *,
    authority: Authority = None,
    by_hand: ByHand = False,
    witness: Annotated[
        Path | None,
        typer.Option("--witness", help="What was seen before; written anew when nothing is wrong.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look for changes that nobody may have made: in schemas, migrations, journals and chains of evidence.

    Only a witness shows that the end of a chain is missing, or that all of it was written anew. Keep it in the evidence
    store. Exit code: 0, 1 when nothing could be read, 3 when something was found.
    """
    from database.verify import verify as operation  # noqa: PLC0415 (as in ops.commands.status)
    from database.witness import read_witness, write_witness  # noqa: PLC0415
    from ops.operations.owned_schema import in_one_line, owned_schema  # noqa: PLC0415

    schema = owned_schema(_entrance(file, authority, environment, by_hand), environment)
    with in_one_line():
        seen: Witness = read_witness(witness) if witness else {}
        found = waiting(
            f"verifying {environment}", lambda: operation(schema.targets, schema.history, schema.open_, seen)
        )
        if witness and not found.findings:
            write_witness(witness, found.seen)
    if as_json:
        told = [{"where": one.where, "problem": one.problem} for one in found.findings]
        rows = {name: end.number for name, end in sorted(found.seen.items())}
        typer.echo(json.dumps({"findings": told, "chains": rows}, indent=2))
    else:
        for one in found.findings:
            typer.echo(f"{one.where}: {one.problem}")
        typer.echo(f"{len(found.seen)} chains with {sum(end.number for end in found.seen.values())} rows were read")
    if found.findings:
        raise typer.Exit(EXIT_NOT_WELL)


def remove(
    environment: Environment,
    tenant: Annotated[str, typer.Argument(help="A tenant that stands in infra/tenants.json no more.")],
    file: Plan,
    *,
    tier: Annotated[str, typer.Option("--tier", help="B or C: what it had.")],
    backup: Annotated[Path, typer.Option("--backup", help="The file that its rows are written to.")],
    authority: Authority = None,
    by_hand: ByHand = False,
) -> None:
    """Remove a tenant's schema or database and its role, after its last backup; run it again when it was cut short.

    Its id is not given again. Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.error import OperationError  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.owned_schema import remove_tenant  # noqa: PLC0415

    if tier not in ("B", "C"):
        raise OperationError(f"{tier}: no tier that has a place of its own; B or C")
    entrance = _entrance(file, authority, environment, by_hand)
    kept = remove_tenant(entrance, environment, tenant, "B" if tier == "B" else "C", backup)
    typer.echo(f"{tenant}: removed; {kept} rows are in {backup}")


def _entrance(file: Path, authority: Path | None, environment: str, by_hand: bool) -> Entrance:
    from ops.operations.access.work import work_of  # noqa: PLC0415 (as in ops.commands.status)

    return work_of(file, os.environ, authority=authority, environment=environment if by_hand else "").entrance


def _positions(environment: str, entrance: Entrance, contract: str) -> tuple[Position, ...]:
    from database.plan import positions  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.owned_schema import in_one_line, owned_schema  # noqa: PLC0415

    schema = owned_schema(entrance, environment)
    with in_one_line():
        return waiting(
            f"reading {environment}", lambda: positions(schema.targets, schema.history, schema.open_, contract)
        )


def _options(*, contract: str, oldest_running: str, parallel: int, wait: float, unfinished_only: bool) -> Options:
    from database.history import parse_release  # noqa: PLC0415 (as in ops.commands.status)
    from database.options import Options  # noqa: PLC0415
    from ops.operations.owned_schema import in_one_line  # noqa: PLC0415

    with in_one_line():
        return Options(
            by=f"{getpass.getuser()}@{socket.gethostname()}",
            contract=contract,
            oldest_running=parse_release(oldest_running) if oldest_running else None,
            parallel=parallel,
            patience_seconds=wait,
            lock_seconds=_LOCK_SECONDS,
            statement_seconds=_STATEMENT_SECONDS,
            attempts=_ATTEMPTS,
            unfinished_only=unfinished_only,
        )


def _run(environment: str, entrance: Entrance, options: Options, *, as_json: bool) -> None:
    from database.runner import apply as operation  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.owned_schema import in_one_line, owned_schema  # noqa: PLC0415

    schema = owned_schema(entrance, environment)
    with in_one_line():
        # Lines for people on stderr where a script reads the other.
        outcomes = operation(
            schema.targets, schema.history, schema.open_, options, lambda line: typer.echo(line, err=as_json)
        )
    if as_json:
        typer.echo(json.dumps([_outcome_data(one) for one in outcomes], indent=2))
    else:
        rows = [[one.target.name, one.result, ", ".join(one.applied) or NOTHING, one.problem] for one in outcomes]
        typer.echo(render(("target", "result", "applied", "problem"), rows, coloured=False))
    if not all(one.well for one in outcomes):
        raise typer.Exit(EXIT_NOT_WELL)


def _show(found: tuple[Position, ...], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_position_data(one) for one in found], indent=2))
    else:
        rows = [
            [
                *(one.target.name, one.target.tier, one.past.revision or NOTHING),
                *(", ".join(step.revision for step in one.lacking) or NOTHING, one.problem),
            ]
            for one in found
        ]
        typer.echo(render(("target", "tier", "at", "lacks", "problem"), rows, coloured=False))
    if not all(one.well for one in found):
        raise typer.Exit(EXIT_NOT_WELL)


def _place(target: Target) -> dict[str, str]:
    return {"target": target.name, "tier": target.tier, "database": target.database, "schema": target.schema}


def _position_data(one: Position) -> dict[str, Any]:
    last = one.past.last
    return {
        **_place(one.target),
        "at": one.past.revision,
        "lacks": [step.revision for step in one.lacking],
        "last": last and {"revision": last.revision, "event": last.event, "at": last.at.isoformat(), "by": last.by},
        "problem": one.problem,
    }


def _outcome_data(one: Outcome) -> dict[str, Any]:
    return {**_place(one.target), "result": one.result, "applied": list(one.applied), "problem": one.problem}


def _sql_data(one: Position) -> dict[str, Any]:
    steps = [
        {"revision": step.revision, "digest": step.digest(one.target), "statements": step.statements(one.target)}
        for step in one.lacking
    ]
    return {**_place(one.target), "steps": steps}


def _sql_text(found: tuple[Position, ...]) -> str:
    return "\n\n".join(
        f"-- {one.target.name}: {step.revision} {step.title} (names of {step.schema(one.target)})\n"
        + "\n".join(step.statements(one.target))
        for one in found
        for step in one.lacking
    )
