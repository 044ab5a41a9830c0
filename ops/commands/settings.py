"""`portarium settings`: check the settings of stacks, and write what is generated from their models."""

from datetime import UTC, datetime
from typing import Annotated

import typer

application = typer.Typer(help="Check the settings of stacks, and write their schemas.", no_args_is_help=True)

# The operations are imported late: they bring Pulumi's SDK along, half a second that no other command should pay.


@application.command()
def check(
    stacks: Annotated[
        list[str] | None, typer.Argument(help="The stacks to check.", show_default="all of the registry")
    ] = None,
) -> None:
    """Check settings the way an update does, without Pulumi and without a cloud."""
    from ops.operations.settings import check_stacks  # noqa: PLC0415

    failed = False
    for checked in check_stacks(stacks or (), now=datetime.now(UTC)):
        failed = failed or bool(checked.problems)
        typer.echo(checked.problems or f"{checked.stack}: settings are right", err=bool(checked.problems))
        for notice in checked.notices:
            typer.echo(f"warning: {notice}", err=True)
    raise typer.Exit(1 if failed else 0)


@application.command()
def generate() -> None:
    """Write the JSON Schemas for editors and docs/settings.md from the models."""
    from ops.operations.settings import write_generated  # noqa: PLC0415

    for path in write_generated():
        typer.echo(f"{path}: written")
