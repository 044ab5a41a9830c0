"""Gives logins new passwords, without a moment in which what runs has none that works.

A login has two users with a password. The one that is not in use gets a new one, the secret gets it, and what reads the
secret is restarted; the other stays as it is until the next time.
"""

from collections.abc import Sequence

from ops.operations.access import login_secret
from ops.operations.access.bootstrap import Told
from ops.operations.access.entrance import Connection, Entrance
from ops.operations.access.logins import password_logins
from ops.operations.access.password import renew
from ops.operations.access.restarts import Restarts
from ops.operations.access_plan import Login, Restart
from ops.operations.error import OperationError


def rotate(entrance: Entrance, logins: Sequence[Login], restarts: Restarts, told: Told) -> None:
    """Rotate logins one by one; the first that cannot be rotated ends it, and nobody is locked out."""
    with entrance.alone() as master:
        for login in logins:
            _rotate(entrance, master, login, restarts, told)


def _rotate(entrance: Entrance, master: Connection, login: Login, restarts: Restarts, told: Told) -> None:
    names = password_logins(login.name)
    held = login_secret.read_credentials(entrance.aws, login.secret)
    if held is None or held.username not in names:
        raise OperationError(f"{login.name}: its secret has none of {', '.join(names)} yet; bootstrap writes it")
    named = [restart for restart in entrance.plan.restarts if restart.login == login.name]
    concerned = [restart for restart in named if restarts.is_there(restart)]
    for restart in named:
        if restart not in concerned:
            told(f"{restart.namespace}/{restart.deployment}: is not there, and so is not restarted")
    # A rotation that was lost half-way left pods with the user that is about to get another password.
    for restart in concerned:
        if restarts.unfinished(restart, held.version):
            _carry_out(restarts, restart, held.version, told)
    following = names[1 - names.index(held.username)]
    version = renew(entrance, master, login, following)
    told(f"{login.name}: signs in as {following}, with a new password; {held.username} still works until the next time")
    for restart in concerned:
        _carry_out(restarts, restart, version, told)


def _carry_out(restarts: Restarts, restart: Restart, version: str, told: Told) -> None:
    restarts.carry_out(restart, version)
    told(f"{restart.namespace}/{restart.deployment}: runs with what the secret says now")
