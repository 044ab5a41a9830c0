"""`portarium database`: the database of an environment."""

import os
from typing import Annotated

import typer

from domain.audit import DATABASE_SHELL
from domain.stack_name import REVIEW_SHOWN
from ops.commands import database_access, database_schema
from ops.commands.recording import warn
from ops.commands.status import announce
from ops.commands.waiting import waiting

application = typer.Typer(
    help="The database of an environment: look into it, say who may, and migrate what is ours.", no_args_is_help=True
)
application.command(name="bootstrap")(database_access.bootstrap)
application.command(name="rotate")(database_access.rotate)
application.command(name="register")(database_access.register)
application.command(name="plan")(database_schema.plan)
application.command(name="apply")(database_schema.apply)
application.command(name="status")(database_schema.status)
application.command(name="verify")(database_schema.verify)
application.command(name="resume")(database_schema.resume)
application.command(name="remove")(database_schema.remove)


@application.callback()
def database() -> None:
    """Look into the database of an environment, say who may, and migrate what is ours."""


@application.command()
def shell(
    environment: Annotated[str, typer.Argument(help=f"An environment of the registry, or {REVIEW_SHOWN}.")],
    user: Annotated[
        str, typer.Option("--user", "-u", help="The user of the database.", show_default="your role's name")
    ] = "",
    command: Annotated[str, typer.Option("--command", "-c", help="Run this and end, instead of a shell.")] = "",
) -> None:
    """Open psql in the database of an environment, signed in with a token of IAM in the place of a password.

    The user has to be a member of rds_iam, and you need the right to rds-db:connect as it. Exit code: psql's.

    It reads the backend that this shell is on; where it is on none, a sandbox that is up. Outside of a sandbox it takes
    psql from PATH, the authorities of RDS from $PGSSLROOTCERT or ~/.postgresql/root.crt, and has to be inside the
    network of the environment.
    """
    from ops.operations import database as operation  # noqa: PLC0415 (as in ops.commands.status)
    from ops.operations.audit.event import Operation  # noqa: PLC0415
    from ops.operations.audit.record import record  # noqa: PLC0415
    from ops.operations.backend import find_backend  # noqa: PLC0415

    backend = find_backend()
    announce(backend)
    signed_in = waiting(f"signing in to {environment}", lambda: operation.sign_in(environment, backend, user=user))
    code = operation.run(signed_in, command=command)
    done = Operation(type=DATABASE_SHELL, subject=signed_in.user, data={"exitCode": code, "command": bool(command)})
    record(environment, os.environ, done, warn)
    raise typer.Exit(code)
