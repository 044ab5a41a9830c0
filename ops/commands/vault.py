"""`portarium vault`: what the jobs of the platform do with Vault."""

import os
from pathlib import Path
from typing import Annotated

import typer

application = typer.Typer(help="Vault of an environment: its jobs inside the cluster.", no_args_is_help=True)

Plan = Annotated[Path, typer.Option("--plan", help="The file of the plan.", show_default=False)]


@application.callback()
def vault() -> None:
    """Vault of an environment: its jobs inside the cluster."""


@application.command()
def configure(plan: Plan) -> None:
    """Initialise Vault if it never was, and bring it in step with the plan.

    It can be run at any time: what is as it should be is left alone. Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.vault.configure import configure as operation  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.vault.configure import site_of  # noqa: PLC0415
    from ops.operations.vault.plan import read_vault_plan  # noqa: PLC0415

    operation(site_of(read_vault_plan(plan), os.environ), typer.echo)


@application.command()
def snapshot(plan: Plan) -> None:
    """Take a snapshot and put it into S3, once it has been found to be whole.

    Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.vault.configure import site_of  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.vault.plan import read_vault_plan  # noqa: PLC0415
    from ops.operations.vault.snapshot import storage_of, take  # noqa: PLC0415

    site = site_of(read_vault_plan(plan), os.environ)
    take(site, storage_of(site, os.environ), typer.echo)
