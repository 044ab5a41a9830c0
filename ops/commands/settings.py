"""`portarium settings`: check the settings of stacks, and write what is generated from their models."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from settings import SettingsError, read_registry, resolve
from settings.files import DIRECTORY, origin_of, read_config
from settings.generated import generated, outdated

app = typer.Typer(name="settings", help="Check settings and write their schemas.", no_args_is_help=True)


@app.command()
def check(
    stacks: Annotated[list[str] | None, typer.Argument(help="The stacks; by default all of the registry.")] = None,
) -> None:
    """Check the settings of stacks without Pulumi and without a cloud."""
    failed = False
    try:
        names = stacks or list(read_registry().stacks)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for name in names:
        try:
            resolve(name, read_config(name), now=datetime.now(UTC), file_of=origin_of(name))
        except SettingsError as error:
            failed = True
            typer.echo(str(error), err=True)
        else:
            typer.echo(f"{name}: settings are right")
    raise typer.Exit(1 if failed else 0)


@app.command()
def generate(
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a file is outdated.")] = False,
) -> None:
    """Write the JSON Schemas and the reference from the models."""
    files = outdated()
    for path in files:
        if not check_only:
            (DIRECTORY / path).write_text(generated()[path], encoding="utf-8")
        typer.echo(f"{path}: {'is outdated; run portarium settings generate' if check_only else 'written'}")
    raise typer.Exit(1 if check_only and files else 0)
