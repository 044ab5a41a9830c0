"""`portarium nats`: what the jobs of the platform do with NATS's streams."""

import os
from pathlib import Path
from typing import Annotated

import typer

application = typer.Typer(help="NATS of an environment: its jobs inside the cluster.", no_args_is_help=True)

Plan = Annotated[Path, typer.Option("--plan", help="The file of the plan.", show_default=False)]


@application.callback()
def nats() -> None:
    """NATS of an environment: its jobs inside the cluster."""


@application.command()
def snapshot(plan: Plan) -> None:
    """Copy every stream into S3.

    Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.nats.copies import copies_of  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.nats.plan import read_nats_plan  # noqa: PLC0415
    from ops.operations.nats.snapshot import take  # noqa: PLC0415

    read = read_nats_plan(plan)
    take(read, copies_of(read, os.environ), typer.echo)


@application.command()
def restore(
    plan: Plan,
    at: Annotated[
        str | None,
        typer.Option(help="When the copy was taken, such as 2026/11/27/033000Z; by default the newest with messages."),
    ] = None,
    stream: Annotated[list[str] | None, typer.Option(help="A stream; by default all that there are copies of.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take away what a stream has; by default one with messages stays.")
    ] = False,
) -> None:
    """Make streams again of their copies, where they are lost or empty.

    Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.nats.copies import copies_of  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.nats.plan import read_nats_plan  # noqa: PLC0415
    from ops.operations.nats.restore import restore as operation  # noqa: PLC0415

    read = read_nats_plan(plan)
    operation(read, copies_of(read, os.environ), typer.echo, at=at, streams=stream or (), replace=replace)
