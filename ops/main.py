"""`portarium`: the operator's command line. One line here for each noun; other packages add theirs by entry points."""

from __future__ import annotations

import sys

import typer

from ops import extensions
from ops.commands import (
    audit,
    bootstrap,
    database,
    history,
    images,
    local,
    nats,
    platform,
    policies,
    preflight,
    secrets,
    settings,
    status,
    vault,
)
from ops.operations.error import OperationError

application = typer.Typer(
    name="portarium",
    help="Operate Portarium's environments, and try them on a local cloud.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for noun, group in extensions.load(extensions.COMMANDS).items():
    application.add_typer(group, name=noun)
application.add_typer(settings.application, name="settings")
application.add_typer(policies.application, name="policies")
application.add_typer(database.application, name="database")
application.add_typer(vault.application, name="vault")
application.add_typer(nats.application, name="nats")
application.add_typer(platform.application, name="platform")
application.add_typer(secrets.application, name="secrets")
application.add_typer(audit.application, name="audit")
application.add_typer(local.application, name="local")
application.command(name="status")(status.status)
application.command(name="history")(history.history)
application.command(name="images")(images.images)
application.command(name="bootstrap")(bootstrap.bootstrap)
application.command(name="preflight")(preflight.preflight)


def main() -> None:
    """Run the command line; a mistake or a fault that a user can mend is one line and exit code 1."""
    try:
        application()
    except OperationError as error:
        sys.stderr.write(f"portarium: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
