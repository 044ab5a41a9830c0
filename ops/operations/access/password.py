"""Gives a password login its password, and the secret what to sign in with."""

import json

from ops.operations.access import login_secret
from ops.operations.access.entrance import Connection, Entrance
from ops.operations.access.logins import set_password
from ops.operations.access_plan import Login
from ops.operations.error import OperationError


def renew(entrance: Entrance, master: Connection, login: Login, user: str) -> str:
    """Give a user a new password, try it, and write it; return which value of the secret it is.

    In this order: the secret never has a password that does not work.
    """
    password = login_secret.new_password()
    set_password(master, user, password)
    if not entrance.lets_in(user, password, login.database):
        raise OperationError(
            f"{user}: the server does not take the password that it was just given; nothing is written"
        )
    content = login_secret.login_content(entrance.plan.server, login, user, password)
    return login_secret.write(entrance.aws, login.secret, json.dumps(content))
