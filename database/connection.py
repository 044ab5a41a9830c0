"""How this package comes to a database, and what it says of an error."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from domain.tenant import OWNER

Connection = psycopg.Connection[TupleRow]
Open = Callable[[str], AbstractContextManager[Connection]]
"""Gives a connection to a database as somebody who may make roles and databases, with autocommit on."""


@contextmanager
def as_owner(connection: Connection, schema: str = "pg_catalog") -> Generator[Connection]:
    """Run one transaction as the owner; names without a schema are of this one."""
    with connection.transaction():
        connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(OWNER)))
        connection.execute(SQL("SET LOCAL search_path = {}, pg_temp").format(Identifier(schema)))
        yield connection


def row(connection: Connection, query: str, *parameters: Any) -> TupleRow | None:
    """The first row of an answer."""
    return connection.execute(query.encode(), parameters or None).fetchone()


def one_line(error: psycopg.Error) -> str:
    """What PostgreSQL says, without the statement it was said to."""
    parts: list[Any] = [error.diag.message_primary, error.diag.message_detail]
    return "; ".join(part for part in parts if part) or " ".join(str(error).split())
