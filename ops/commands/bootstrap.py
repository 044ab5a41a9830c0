"""`portarium bootstrap`: what must be in an account before the first stack."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.table import Cell, is_coloured, render
from ops.commands.waiting import waiting

_COLOURS = {"there": "green", "made": "cyan", "to be made": "yellow"}


def bootstrap(
    environment: Annotated[
        str,
        typer.Argument(help=f"An environment of the registry, {REVIEW_SHOWN}, or an account's stack, account-<name>."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Make what must be in an account before the first stack: the bucket of the states, and a key for their secrets.

    It works with this shell's AWS credentials, looks before it makes anything, and takes nothing away: run it again
    whenever you like. Where one account keeps the records of several, it makes the bucket and all keys, and lets the
    others in: begin with that account's stack.
    """
    from ops.operations.bootstrap import bootstrap as take_steps  # noqa: PLC0415 (as in ops.commands.settings)

    ground = waiting(
        f"preparing the account for {environment}",
        lambda: take_steps(environment, os.environ, now=datetime.now(UTC), dry_run=dry_run),
    )
    if as_json:
        typer.echo(json.dumps(asdict(ground), indent=2))
        return
    rows = [[step.title, Cell(step.outcome, _COLOURS[step.outcome])] for step in ground.steps]
    typer.echo(render((f"in account {ground.account_id}", "is"), rows, coloured=is_coloured()))
    typer.echo("\n".join(["", "Then:", *(f"  {command}" for command in ground.next_commands)]))
