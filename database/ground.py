"""What a target stands on before its first migration: roles, a database, schemas. All of it can be made again."""

from collections.abc import Iterable

import psycopg
from psycopg.sql import SQL, Identifier

from database.connection import Connection, as_owner, row
from database.target import Target
from domain.tenant import OWNER


def make_roles(connection: Connection, target: Target) -> None:
    """Make the owner and the target's member; roles belong to the server, whatever database this is."""
    for name in (OWNER, target.member):
        if row(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name) is None:
            kind = SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE")
            connection.execute(kind.format(Identifier(name)))
    if row(connection, "SELECT 1 WHERE pg_has_role(%s, 'SET')", OWNER) is None:
        # Who makes a role is its administrator and no more; he becomes it, and has none of its rights before.
        give = SQL("GRANT {} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")
        connection.execute(give.format(Identifier(OWNER)))


def make_database(connection: Connection, target: Target) -> None:
    """Make the database of a tenant of tier C, in which nobody is at home but the owner and its member."""
    database, owner = Identifier(target.database), Identifier(OWNER)
    # Of a runner that died the server may still be making it; the lock ends with that connection, and with this one.
    connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (f"portarium database {target.database}",))
    if row(connection, "SELECT 1 FROM pg_database WHERE datname = %s", target.database) is None:
        connection.execute(SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    myself = connection.info.user
    with as_owner(connection):
        connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(
            SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                database, Identifier(target.member), Identifier(myself)
            )
        )


def make_schemas(connection: Connection, target: Target) -> None:
    """Make the schemas of a target in its database, for its member to look into."""
    schemas = [target.schema, *([target.operations] if target.whole_database else [])]
    with connection.transaction():
        # Two who make the same schema or change the same rights at a time would meet in the catalogue.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('portarium schemas', 0))")
        become = SQL("SET LOCAL ROLE {}").format(Identifier(OWNER))
        if target.tier == "C":
            connection.execute(become)
        for schema in _missing(connection, schemas):
            make = SQL("CREATE SCHEMA {} AUTHORIZATION {}")
            connection.execute(make.format(Identifier(schema), Identifier(OWNER)))
        connection.execute(become)
        connection.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        grant = SQL("GRANT USAGE ON SCHEMA {} TO {}")
        connection.execute(grant.format(Identifier(target.schema), Identifier(target.member)))


def remove(connection: Connection, target: Target) -> None:
    """Remove the schema or the database of a tenant, and its role; what is gone already is no reason to stop."""
    if target.tier == "C":
        known = row(connection, "SELECT 1 FROM pg_database WHERE datname = %s", target.database)
        if known:
            connection.execute(SQL("SET ROLE {}").format(Identifier(OWNER)))
            connection.execute(SQL("DROP DATABASE {}").format(Identifier(target.database)))
            connection.execute("RESET ROLE")
    else:
        with as_owner(connection):
            connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(target.schema)))
    try:
        connection.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(target.member)))
    except psycopg.errors.DependentObjectsStillExist:
        raise psycopg.errors.DependentObjectsStillExist(
            f"{target.member} has rights elsewhere; DROP OWNED BY it takes them away"
        ) from None


def _missing(connection: Connection, schemas: Iterable[str]) -> list[str]:
    known = {name for (name,) in connection.execute("SELECT nspname FROM pg_namespace")}
    return [schema for schema in schemas if schema not in known]
