"""The evidence logs of a target, a chain for each workspace; one is entered after the other, as everybody has to."""

from collections.abc import Iterator

from database.chain import End, Link, beginning, instant_text
from database.connection import Connection, row

_READ = """
    SELECT number, previous_hash, hash, workspace_id, id::text, occurred_at, recorded_at, kind, content
    FROM evidence_entry WHERE workspace_id = %s ORDER BY number
"""


def is_there(connection: Connection) -> bool:
    """Whether this target has evidence yet; by the schema that is searched."""
    found = row(connection, "SELECT to_regclass('evidence_entry') IS NOT NULL")
    return bool(found and found[0])


def workspaces(connection: Connection) -> list[str]:
    """The workspaces of this target, as only the owner may list them."""
    return [name for (name,) in connection.execute("SELECT id FROM workspace ORDER BY id")]


def first(workspace: str) -> bytes:
    """What the first row of a workspace's chain follows."""
    return beginning(f"evidence {workspace}")


def links(connection: Connection, workspace: str) -> Iterator[Link]:
    """The chain of a workspace, a few rows at a time; inside of a transaction that has entered it."""
    with connection.cursor(name="evidence") as cursor:
        for number, previous, made, name, identifier, occurred, recorded, kind, content in cursor.execute(
            _READ.encode(), (workspace,)
        ):
            fields = (name, identifier, instant_text(occurred), instant_text(recorded), kind, content)
            yield Link(number=number, fields=fields, previous=previous, hash=made)


def head(connection: Connection, workspace: str) -> End | None:
    """Where the database says that the chain ends."""
    found = row(connection, "SELECT number, hash FROM evidence_head WHERE workspace_id = %s", workspace)
    return End(number=found[0], hash=found[1]) if found else None
