"""Makes what an environment's database needs before anybody signs in: roles, rights, and secrets that have none yet."""

from collections.abc import Callable

from ops.operations.access import login_secret
from ops.operations.access.entrance import Connection, Entrance
from ops.operations.access.grants import make_database, make_grants
from ops.operations.access.logins import make_login, password_logins
from ops.operations.access.password import renew
from ops.operations.access_plan import Login

Told = Callable[[str], None]


def bootstrap(entrance: Entrance, told: Told) -> None:
    """Bring the server in step with the plan; what works is left alone, so that it can be run at any time."""
    plan = entrance.plan
    with entrance.alone() as master:
        for login in plan.logins:
            make_login(master, login)
            told(f"{login.name}: its roles are there")
        for database in plan.databases:
            make_database(master, plan, database)
            with entrance.as_master(database.name) as inside:
                make_grants(inside, plan, database)
            told(f"{database.name}: belongs to {database.owner}, and the others have their rights")
        for login in plan.logins:
            _settle(entrance, master, login, told)
    for secret in plan.generated:
        if not login_secret.has_value(entrance.aws, secret):
            login_secret.write(entrance.aws, secret, login_secret.new_password())
            told(f"{secret}: has a value now")


def _settle(entrance: Entrance, master: Connection, login: Login, told: Told) -> None:
    """See to it that the secret of a login signs in."""
    held = login_secret.read_credentials(entrance.aws, login.secret)
    first, _ = names = password_logins(login.name)
    user = held.username if held and held.username in names else first
    if held and held.username in names:
        right = login_secret.login_content(entrance.plan.server, login, held.username, held.password)
        if held.content == right and entrance.lets_in(user, held.password, login.database):
            told(f"{login.name}: signs in as {user}")
            return
    renew(entrance, master, login, user)
    told(f"{login.name}: signs in as {user}, with a new password")
