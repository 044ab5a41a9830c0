"""`portarium secrets`: the secrets of an environment besides its database's logins."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.audit import SECRETS_ROTATED
from domain.stack_name import REVIEW_SHOWN
from ops.commands.age import age
from ops.commands.recording import recording
from ops.commands.table import NOTHING, Cell, is_coloured, render
from ops.commands.waiting import waiting
from ops.operations.error import OperationError

if TYPE_CHECKING:
    from ops.operations.secrets.freshness import Freshness
    from ops.operations.secrets.rotate import Rotation

application = typer.Typer(help="The secrets of an environment: how fresh they are.", no_args_is_help=True)

_HEADER = ("item", "purpose", "written", "due", "synced")
_OVERDUE = 100.0


@application.callback()
def secrets() -> None:
    """See how fresh the secrets of an environment are, and give what is due another value."""


@application.command()
def status(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts, with every mirror.")] = False,
) -> None:
    """Show each secret: what it is for, when it was written, when it is due, and since when the cluster has it.

    No value is read. Exit code: 0, or 1 when nothing could be read.
    """
    from ops.operations.secrets.freshness import read_freshness  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.secrets.report import as_data  # noqa: PLC0415
    from ops.operations.secrets.work import of_environment  # noqa: PLC0415

    work, now = of_environment(environment, os.environ), datetime.now(UTC)
    found = waiting(
        f"reading the secrets of {environment}",
        lambda: read_freshness(work.plan, work.aws, work.restarts.cluster, now),
    )
    typer.echo(json.dumps(as_data(work.plan, found), indent=2) if as_json else _table(found))


@application.command()
def rotate(
    plan: Annotated[Path | None, typer.Option("--plan", help="The file of the plan, in a pod.")] = None,
    environment: Annotated[str, typer.Option("--environment", "-e", help="Whose they are, by hand.")] = "",
    item: Annotated[str, typer.Option("--item", help="One item, due or not.", show_default="what is due")] = "",
    within: Annotated[int, typer.Option("--within", min=0, help="What falls due within so many days, too.")] = 0,
    report: Annotated[bool, typer.Option("--report", help="Tell CloudWatch how fresh they are.")] = False,
) -> None:
    """Give what is due another value, and restart what runs with a former one; a value is neither read nor shown.

    Exit code: 0, or 1 when something is in the way.
    """
    work, now = _work(plan, environment), datetime.now(UTC)
    with recording(environment, SECRETS_ROTATED, subject=item or "what is due") as told:
        try:
            work.carry_out(told, now=now, only=item, within=timedelta(days=within))
        finally:
            # What could not be rotated is told of all the more.
            if report:
                _tell(work)


def _work(plan: Path | None, environment: str) -> "Rotation":
    from ops.operations.secrets.work import of_environment, of_pod  # noqa: PLC0415 (as in ops.commands.status)

    if bool(plan) == bool(environment):
        raise OperationError("secrets rotate: give either --environment, by hand, or --plan, in a pod")
    return of_pod(plan, os.environ) if plan else of_environment(environment, os.environ)


def _tell(work: "Rotation") -> None:
    from ops.operations.secrets.freshness import read_freshness  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.secrets.report import report  # noqa: PLC0415

    now = datetime.now(UTC)
    report(work.plan, read_freshness(work.plan, work.aws, work.restarts.cluster, now), work.aws, now)


def _table(found: "Freshness") -> str:
    rows: list[list[str | Cell]] = []
    for state in found.items:
        synced = found.synced_at(state.item.name)
        rows.append(
            [
                state.item.name,
                state.item.purpose,
                age(state.value.written.isoformat()) if state.value else NOTHING,
                Cell(f"{state.due:%Y-%m-%d}" if state.value else "now", "red" if state.percent > _OVERDUE else None),
                age(synced.isoformat()) if synced else NOTHING,
            ]
        )
    told = [
        f"{state.mirror.namespace}/{state.mirror.external_secret}: {state.problem}"
        for state in found.mirrors
        if state.problem
    ]
    return "\n".join([render(_HEADER, rows, coloured=is_coloured()), *([""] if told else []), *told])
