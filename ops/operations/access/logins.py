"""The roles that a login of the plan is in PostgreSQL.

Rights belong to a group, so that the three who have them can come and go. One of the three signs in by a token of IAM;
the other two by passwords, of which one is in use and the other is the next one's.
"""

from psycopg.sql import SQL, Identifier

from ops.operations.access.entrance import Connection
from ops.operations.access_plan import Login
from ops.operations.error import OperationError

IAM = "rds_iam"
"""RDS's group of those who sign in with a token."""


def rights_of(name: str) -> str:
    """Return the group that has the rights of a login."""
    return f"{name}-rights"


def password_logins(name: str) -> tuple[str, str]:
    """Return the two who sign in with a password."""
    return f"{name}-a", f"{name}-b"


def make_login(connection: Connection, login: Login) -> None:
    """Make the four roles of a login, or what is missing of them; passwords stay as they are."""
    group = rights_of(login.name)
    _make(connection, group, SQL("NOLOGIN"))
    if login.rights == "own":
        # Who makes a role is its administrator and no more: to give what it owns, he has to have its rights as well.
        give = SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
        connection.execute(give.format(Identifier(group)))
    for name in (str(login.name), *password_logins(login.name)):
        _make(connection, name, SQL("LOGIN"))
        connection.execute(SQL("GRANT {} TO {}").format(Identifier(group), Identifier(name)))
        if login.rights == "own":
            # What it makes is the group's then, whichever of the three it came as.
            connection.execute(SQL("ALTER ROLE {} SET role = {}").format(Identifier(name), group))
    connection.execute(SQL("GRANT {} TO {}").format(Identifier(IAM), Identifier(login.name)))
    for name in password_logins(login.name):
        _refuse_token(connection, name)


def set_password(connection: Connection, user: str, password: str) -> None:
    """Give somebody a password by a verifier of it: RDS logs statements, and this one has nothing to hide."""
    verifier = connection.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
    connection.execute(SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(user), verifier))


def _make(connection: Connection, name: str, kind: SQL) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    statement = SQL("ALTER ROLE {} {}") if found else SQL("CREATE ROLE {} {}")
    connection.execute(statement.format(Identifier(name), kind))


def _refuse_token(connection: Connection, name: str) -> None:
    row = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (name, IAM)).fetchone()
    if row and row[0]:
        raise OperationError(
            f"{name}: is a member of {IAM}, if only by another role, and RDS would take no password of it; "
            f"revoke what makes it one"
        )
