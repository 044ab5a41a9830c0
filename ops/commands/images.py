"""`portarium images`: what an environment would run."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.stack_name import REVIEW_SHOWN


def images(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    sha: Annotated[
        str | None, typer.Option(help="The git SHA of the images.", show_default="the environment's imageSha")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts, with what runs each.")] = False,
) -> None:
    """Print each image that an environment would run, once and one a line: its workloads, the proxy, the migration.

    It reads the environment's settings from its files, without Pulumi and without a cloud.
    """
    from ops.operations.images import images_of  # noqa: PLC0415 (as in ops.commands.settings)

    found = images_of(environment, sha, now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([{"image": each.name, "components": each.components} for each in found], indent=2))
    else:
        typer.echo("\n".join(each.name for each in found))
