"""The journal in each database: who did which step on which target when, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from database.chain import End, Link, beginning, instant_text
from database.connection import Connection, as_owner, row
from database.history import Migration
from database.target import Target
from domain.tenant import OPERATIONS

Event = Literal["started", "applied", "failed"]

FIRST = beginning("journal")
_COLUMNS = "recorded_by, target, revision, phase, event, digest, from_revision, to_revision, milliseconds, error, shape"
_INSERT = (
    f"INSERT INTO {OPERATIONS}.journal ({_COLUMNS}) "  # noqa: S608 # our own names
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_READ = (
    f"SELECT number, previous_hash, hash, recorded_at, {_COLUMNS} "  # noqa: S608 # our own names
    f"FROM {OPERATIONS}.journal ORDER BY number"
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A step on a target, or how it ended."""

    target: str
    revision: str
    event: Event
    at: datetime
    by: str
    digest: str
    error: str | None
    shape: str | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """What the journal says of one target."""

    applied: dict[str, Entry]
    """By revision."""
    last: Entry | None

    @property
    def revision(self) -> str | None:
        """The last one that was applied."""
        return next(reversed(self.applied), None)

    @property
    def shape(self) -> str | None:
        """What the target looked like after it."""
        entry = self.applied.get(self.revision or "")
        return entry.shape if entry else None

    @property
    def unfinished(self) -> bool:
        """Whether its last step failed, or was begun by somebody who never said how it ended."""
        return self.last is not None and self.last.event != "applied"


def is_there(connection: Connection) -> bool:
    """Whether this database has a journal."""
    # By the catalogue: a name that leads into a schema asks for a right that only the owner has.
    query = "SELECT 1 FROM pg_class WHERE relname = 'journal' AND relnamespace = to_regnamespace(%s)"
    return row(connection, query, OPERATIONS) is not None


def write(
    connection: Connection,
    target: Target,
    migration: Migration,
    event: Event,
    *,
    by: str,
    before: str | None,
    milliseconds: int | None = None,
    error: str | None = None,
    shape: str | None = None,
) -> None:
    """Write an entry in the transaction that is open, as the owner."""
    after = migration.revision if event == "applied" else None
    fields = (target.name, migration.revision, migration.phase, event, migration.digest(target))
    connection.execute(_INSERT.encode(), (by, *fields, before, after, milliseconds, error, shape))


def past_of(connection: Connection, target: Target) -> Past:
    """Read what was done to a target; nothing where there is no journal yet."""
    if not is_there(connection):
        return Past(applied={}, last=None)
    with as_owner(connection):
        found = connection.execute(
            "SELECT revision, event, recorded_at, recorded_by, digest, error, shape "  # noqa: S608 # our own name
            f"FROM {OPERATIONS}.journal WHERE target = %s ORDER BY number",  # our own name
            (target.name,),
        ).fetchall()
    entries = [
        Entry(target=target.name, revision=name, event=event, at=at, by=by, digest=digest, error=error, shape=shape)
        for name, event, at, by, digest, error, shape in found
    ]
    applied = {entry.revision: entry for entry in entries if entry.event == "applied"}
    return Past(applied=applied, last=entries[-1] if entries else None)


def links(connection: Connection) -> Iterator[Link]:
    """The rows of the journal as a chain, a few at a time; inside of a transaction."""
    with connection.cursor(name="journal") as cursor:
        for number, previous, made, at, *fields in cursor.execute(_READ.encode()):
            told = [None if field is None else str(field) for field in fields]
            yield Link(number=number, fields=[instant_text(at), *told], previous=previous, hash=made)


def head(connection: Connection) -> End | None:
    """Where the journal says that it ends."""
    found = row(connection, f"SELECT number, hash FROM {OPERATIONS}.journal_head")  # noqa: S608 # our own name
    return End(number=found[0], hash=found[1]) if found else None
