"""`portarium images`: what an environment would run, and what that is byte for byte."""

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.stack_name import REVIEW_SHOWN
from ops.commands.waiting import waiting


def images(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    sha: Annotated[
        str | None, typer.Option(help="The git SHA of the images.", show_default="the environment's imageSha")
    ] = None,
    pin: Annotated[
        bool, typer.Option("--pin", help="Read the digest of each from its registry, and write them into the file.")
    ] = False,
    digests: Annotated[
        str | None,
        typer.Option(
            help="With --pin: what an earlier --pin --json printed, instead of the registry's.", metavar="JSON"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts, with what runs each.")] = False,
) -> None:
    """Print each image that an environment would run, once and one a line: workloads, migration, proxy, operations.

    It reads the environment's settings from its files, without Pulumi and without a cloud. With --pin it asks the
    registry as well, with GITHUB_TOKEN where the shell has it, and writes imageDigests into the stack's file, and
    imageSha where --sha gives another: all images or none. The next update runs these very images.
    """
    from ops.operations.images import images_of  # noqa: PLC0415 (as in ops.commands.settings)

    if pin:
        _pin(environment, sha, digests, as_json=as_json)
        return
    if digests is not None:
        raise typer.BadParameter("goes with --pin", param_hint="--digests")
    found = images_of(environment, sha, now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([{"image": each.name, "components": each.components} for each in found], indent=2))
    else:
        typer.echo("\n".join(each.name for each in found))


def _pin(environment: str, sha: str | None, given: str | None, *, as_json: bool) -> None:
    from ops.operations import image_pins  # noqa: PLC0415 (as in ops.commands.settings)
    from ops.operations.container_registry import ContainerRegistry  # noqa: PLC0415

    registry = ContainerRegistry(os.environ)
    pinned = waiting(
        f"reading the images of {environment}",
        lambda: image_pins.pin(environment, registry.digest, sha=sha, given=given, now=datetime.now(UTC)),
    )
    if as_json:
        typer.echo(json.dumps(asdict(pinned), indent=2))
        return
    typer.echo("\n".join(pinned.names))
    done = f"wrote {pinned.file}" if pinned.changed else f"{pinned.file} says so already"
    sys.stderr.write(f"portarium: {done}\n")
