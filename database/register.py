"""The register of workspaces: of an environment all, and in a tenant's database the tenant's."""

import psycopg

from database.connection import Connection, as_owner, row
from database.error import DatabaseError
from database.target import Target


def in_place(connection: Connection, target: Target) -> None:
    """Register a tenant where its rows are, with the beginning of its chain; once it is there nothing changes."""
    with as_owner(connection, target.schema):
        row(connection, "SELECT register_workspace(%s, %s)", target.name, target.tier)


def at_home(connection: Connection, target: Target) -> None:
    """Register a tenant of tier C in its environment's database, with the database that it has for itself."""
    try:
        with as_owner(connection, target.operations):
            connection.execute(
                "INSERT INTO workspace (id, tier, place) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (target.name, target.tier, target.database),
            )
            known = row(connection, "SELECT place, state FROM workspace WHERE id = %s", target.name)
    except psycopg.errors.UndefinedTable:
        raise DatabaseError("the environment's database has no register yet; its shared tables come first") from None
    if known != (target.database, "active"):
        raise DatabaseError(f"{target.name}: is registered as {known and known[1]} in {known and known[0]}")


def mark(connection: Connection, target: Target, state: str) -> None:
    """Write how far the removal of a tenant is."""
    with as_owner(connection, target.operations):
        connection.execute("UPDATE workspace SET state = %s, changed_at = now() WHERE id = %s", (state, target.name))


def state_of(connection: Connection, tenant: str, operations: str) -> str | None:
    """How a tenant stands in the register; nothing where it was never there."""
    with as_owner(connection, operations):
        found = row(connection, "SELECT state FROM workspace WHERE id = %s", tenant)
    return str(found[0]) if found else None
