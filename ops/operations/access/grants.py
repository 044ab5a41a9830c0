"""What the groups of the plan may do in a database, with what is in it and with what will be."""

from collections.abc import Iterable

from psycopg.sql import SQL, Identifier

from ops.operations.access.entrance import Connection
from ops.operations.access.logins import rights_of
from ops.operations.access_plan import AccessPlan, Database

_ROWS = SQL("SELECT, INSERT, UPDATE, DELETE")
_SEQUENCES = SQL("USAGE, SELECT, UPDATE")


def make_database(connection: Connection, plan: AccessPlan, database: Database) -> None:
    """Make a database unless it is there, give it to its owner's group, and let in whom the plan names."""
    name, owner = Identifier(database.name), rights_of(database.owner)
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", (str(database.name),)
    ).fetchone()
    if row is None:
        connection.execute(SQL("CREATE DATABASE {} OWNER {}").format(name, Identifier(owner)))
    elif row[0] != owner:
        connection.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(name, Identifier(owner)))
    connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for group in _groups(plan, database):
        connection.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, Identifier(group)))


def make_grants(connection: Connection, plan: AccessPlan, database: Database) -> None:
    """Let the others read and write rows of what the owner has made, and of what it will make in any schema."""
    owner = rights_of(database.owner)
    writers = [
        Identifier(rights_of(login.name))
        for login in plan.logins
        if login.database == database.name and login.rights == "write"
    ]
    schemas = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE pg_get_userbyid(nspowner) = ANY(%s)", ([owner, "pg_database_owner"],)
    ).fetchall()
    for writer in writers:
        for (schema,) in schemas:
            place = Identifier(schema)
            connection.execute(SQL("GRANT USAGE ON SCHEMA {} TO {}").format(place, writer))
            connection.execute(SQL("GRANT {} ON ALL TABLES IN SCHEMA {} TO {}").format(_ROWS, place, writer))
            connection.execute(SQL("GRANT {} ON ALL SEQUENCES IN SCHEMA {} TO {}").format(_SEQUENCES, place, writer))
        for rights in (SQL("USAGE ON SCHEMAS"), _ROWS + SQL(" ON TABLES"), _SEQUENCES + SQL(" ON SEQUENCES")):
            statement = SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}")
            connection.execute(statement.format(Identifier(owner), rights, writer))


def _groups(plan: AccessPlan, database: Database) -> Iterable[str]:
    return (rights_of(login.name) for login in plan.logins if login.database == database.name)
