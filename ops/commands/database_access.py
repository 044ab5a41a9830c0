"""`portarium database bootstrap`, `rotate` and `register`: who signs in to the database of an environment."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.audit import DATABASE_BOOTSTRAPPED, DATABASE_REGISTERED, DATABASE_ROTATED
from ops.commands.recording import recording

if TYPE_CHECKING:
    from ops.operations.access.work import Work

Plan = Annotated[Path, typer.Option("--plan", help="The file of the plan.", show_default=False)]
Authority = Annotated[
    Path | None,
    typer.Option("--authority", help="The authorities of RDS on this machine.", show_default="as the plan says"),
]
Environment = Annotated[
    str,
    typer.Option("--environment", "-e", help="Whose account and cluster it is, by hand.", show_default="this pod's"),
]


def bootstrap(plan: Plan, authority: Authority = None, environment: Environment = "") -> None:
    """Make the logins of the database, their rights, and passwords for those that have none that works.

    It can be run at any time: what works is left alone. Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.access.bootstrap import bootstrap as operation  # noqa: PLC0415 (as in ops.commands.status)

    with recording(environment, DATABASE_BOOTSTRAPPED, subject="database") as told:
        operation(_work(plan, authority, environment).entrance, told)


def rotate(
    plan: Plan,
    login: Annotated[str, typer.Option("--login", help="One login.", show_default="each of the plan")] = "",
    authority: Authority = None,
    environment: Environment = "",
) -> None:
    """Give logins new passwords, and restart what uses them; nobody is without one that works.

    The former password works until the next time. Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.access.rotate import rotate as operation  # noqa: PLC0415 (as in ops.commands.status)

    work = _work(plan, authority, environment)
    logins = [work.entrance.plan.login(login)] if login else work.entrance.plan.logins
    with recording(environment, DATABASE_ROTATED, subject=login or "each login") as told:
        operation(work.entrance, logins, work.restarts, told)


def register(plan: Plan, authority: Authority = None, environment: Environment = "") -> None:
    """Register the tenants of the plan, between two runs of the migration; those that are there stay as they are.

    It signs in with a token of IAM. Exit code: 0, or 1 when something is in the way.
    """
    from ops.operations.access.register import register as operation  # noqa: PLC0415 (as in ops.commands.status)

    with recording(environment, DATABASE_REGISTERED, subject="tenants") as told:
        operation(_work(plan, authority, environment).entrance, told)


def _work(plan: Path, authority: Path | None, environment: str) -> "Work":
    from ops.operations.access.work import work_of  # noqa: PLC0415 (as in ops.commands.status)

    return work_of(plan, os.environ, authority=authority, environment=environment)
