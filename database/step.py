"""One migration on one target: statements, the new shape and the journal's entry are there together, or not at all."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from database import journal
from database.connection import Connection, as_owner
from database.error import DatabaseError
from database.history import Migration
from database.options import Options
from database.shape import shape_of
from database.target import Target
from domain.tenant import OWNER

_AGAIN = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
_INVALID = """
    SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
    WHERE relnamespace = %s::regnamespace AND NOT indisvalid
"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A migration that is about to be done to a target."""

    target: Target
    migration: Migration
    options: Options
    before: str | None
    """The revision that the target is at."""

    def run(self, connection: Connection) -> None:
        """Do it; where its locks are not to be had, again after a while of chance."""
        began = time.monotonic()
        if journal.is_there(connection):
            with as_owner(connection):
                self._note(connection, "started")
        if self.migration.phase == "contract":
            self._try_rollback(connection)
        for attempt in range(1, self.options.attempts + 1):
            try:
                self._once(connection, began)
            except _AGAIN:
                if attempt == self.options.attempts:
                    raise
            else:
                return
            # All who were refused together would come back together.
            time.sleep(random.uniform(0.5, 1.5) * min(2**attempt, 30) / 4)  # noqa: S311 # no secret

    def note_failure(self, connection: Connection, error: str) -> None:
        """Write that it failed, where there is a journal to write it in."""
        if journal.is_there(connection):
            with as_owner(connection):
                self._note(connection, "failed", error=error)

    def _once(self, connection: Connection, began: float) -> None:
        schema = self.migration.schema(self.target)
        if not self.migration.transactional:
            self._outside(connection, schema)
        with as_owner(connection, schema):
            self._set_timeouts(connection, local=True)
            if self.migration.transactional:
                for statement in self.migration.statements(self.target):
                    connection.execute(statement.encode())
            shape = shape_of(connection, self.target)
            elapsed = round((time.monotonic() - began) * 1000)
            self._note(connection, "applied", milliseconds=elapsed, shape=shape)

    def _outside(self, connection: Connection, schema: str) -> None:
        """Execute what no transaction may hold; settings are the session's then, and are taken back."""
        try:
            connection.execute(SQL("SET ROLE {}").format(Identifier(OWNER)))
            connection.execute(SQL("SET search_path = {}, pg_temp").format(Identifier(schema)))
            self._set_timeouts(connection, local=False)
            for (index,) in connection.execute(_INVALID, (schema,)).fetchall():
                connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}".encode())
            for statement in self.migration.statements(self.target):
                connection.execute(statement.encode())
        finally:
            if not connection.broken:
                connection.execute("RESET ROLE")
                connection.execute("RESET search_path")

    def _try_rollback(self, connection: Connection) -> None:
        """Go forward and back in a transaction that comes to nothing: what undoes a contract has been seen to do so."""
        if not self.migration.transactional:
            raise DatabaseError(f"{self.migration.revision}: a contract that can't be tried in a transaction")
        with as_owner(connection, self.migration.schema(self.target)):
            self._set_timeouts(connection, local=True)
            before = shape_of(connection, self.target)
            connection.execute(SQL("SET LOCAL search_path = {}, pg_temp").format(Identifier(self.target.schema)))
            for statement in (*self.migration.statements(self.target), *self.migration.rollback(self.target)):
                connection.execute(statement.encode())
            if shape_of(connection, self.target) != before:
                raise DatabaseError(f"{self.migration.revision}: its rollback does not lead back to what was there")
            raise psycopg.Rollback

    def _set_timeouts(self, connection: Connection, *, local: bool) -> None:
        for name, seconds in (
            ("lock_timeout", self.options.lock_seconds),
            ("statement_timeout", self.options.statement_seconds),
        ):
            connection.execute("SELECT set_config(%s, %s, %s)", (name, f"{round(seconds * 1000)}ms", local))

    def _note(
        self,
        connection: Connection,
        event: journal.Event,
        *,
        milliseconds: int | None = None,
        error: str | None = None,
        shape: str | None = None,
    ) -> None:
        journal.write(
            connection,
            self.target,
            self.migration,
            event,
            by=self.options.by,
            before=self.before,
            milliseconds=milliseconds,
            error=error,
            shape=shape,
        )
