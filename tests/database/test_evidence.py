"""The evidence log of a real PostgreSQL: appended to in order by anybody at a time, and changed by nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from database.connection import Connection
from tests.database.server import Site

APPEND = "SELECT number FROM append_evidence('run', %s)"
CHANGES = [
    "UPDATE evidence_entry SET content = '{}'",
    "DELETE FROM evidence_entry",
    "TRUNCATE evidence_entry",
    "UPDATE evidence_head SET number = 7",
    "UPDATE evidence_head SET hash = 'x'",
    "DELETE FROM evidence_head",
    "TRUNCATE evidence_head",
]


def append(connection: Connection, workspace: str, content: str = "{}") -> int:
    """Append a row in a transaction of its own; its number."""
    with connection.transaction():
        connection.execute("SELECT enter_workspace(%s)", (workspace,))
        found: Any = connection.execute(APPEND, (content,)).fetchone()
    return found[0]


def test_writers_at_a_time_make_one_chain(site: Site) -> None:
    """Six of them, a quarter of whose transactions come to nothing: no gap, no fork, and nothing to find fault with."""
    site.register("w1")

    def write(writer: int) -> list[int]:
        numbers: list[int] = []
        with site.member(site.shared) as connection:
            for turn in range(20):
                try:
                    with connection.transaction():
                        connection.execute("SELECT enter_workspace('w1')")
                        found: Any = connection.execute(APPEND, (f'{{"turn": {turn}}}',)).fetchone()
                        if (turn + writer) % 4 == 0:
                            raise psycopg.Rollback
                        numbers.append(found[0])
                except psycopg.Error as error:
                    raise AssertionError(str(error)) from error
        return numbers

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for found in pool.map(write, range(6)) for number in found]
    kept = 6 * 20 * 3 // 4
    assert len(set(numbers)) == len(numbers) == kept
    with site.superuser(site.shared) as connection:
        listed = connection.execute("SELECT number FROM evidence_entry ORDER BY number").fetchall()
    assert [number for (number,) in listed] == list(range(1, kept + 1))
    assert site.findings() == []


def test_workspaces_do_not_wait_for_one_another(site: Site) -> None:
    """An append that is not committed holds up its own workspace only."""
    for workspace in ("w1", "w2"):
        site.register(workspace)
    with site.member(site.shared) as slow, site.member(site.shared) as quick, slow.transaction():
        slow.execute("SELECT enter_workspace('w1')")
        slow.execute(APPEND, ("{}",))
        quick.execute("SET lock_timeout = '100ms'")
        assert append(quick, "w2") == 1
        with pytest.raises(psycopg.errors.LockNotAvailable):
            append(quick, "w1")


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_what_is_written(site: Site, change: str) -> None:
    """Neither a member, nor the owner of the tables, nor whoever pretends to be a replica."""
    site.register("w1")
    with site.member(site.shared) as connection:
        append(connection, "w1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change.encode())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.owner("w1", change)
    with site.superuser(site.shared) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change.encode())
    assert site.findings() == []


@pytest.mark.parametrize("column", ["number", "hash", "previous_hash", "recorded_at"])
def test_the_owner_too_appends_in_order(site: Site, column: str) -> None:
    """What the database gives is taken from nobody."""
    site.register("w1")
    value = {"number": "7", "recorded_at": "now()"}.get(column, "'x'")
    insert = (
        f"INSERT INTO evidence_entry (workspace_id, id, occurred_at, kind, content, {column}) "
        f"VALUES ('w1', new_id(), now(), 'run', '{{}}', {value})"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="given by the database"):
        site.owner("w1", insert)


def test_an_insert_that_a_conflict_leaves_out_makes_no_gap(site: Site) -> None:
    """The chain goes on where it was."""
    site.register("w1")
    insert = (
        "INSERT INTO evidence_entry (workspace_id, id, occurred_at, kind, content) "
        "VALUES ('w1', '01a21dc8-1ebe-7204-bc00-37477f178116', now(), 'run', '{}') ON CONFLICT DO NOTHING"
    )
    for _ in range(2):
        site.owner("w1", insert)
    with site.member(site.shared) as connection:
        assert append(connection, "w1") == 2
    assert site.findings() == []


def test_an_append_that_is_sent_again_is_refused(site: Site) -> None:
    """Who doesn't know whether his row arrived sends it again with the same id."""
    site.register("w1")
    again = "SELECT append_evidence('run', '{}', now(), '01a21dc8-1ebe-7204-bc00-37477f178116')"
    with site.member(site.shared) as connection:
        with connection.transaction():
            connection.execute("SELECT enter_workspace('w1')")
            connection.execute(again)
            with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
                connection.execute(again)
        assert append(connection, "w1") == 2


@pytest.mark.parametrize("content", ["", "[]", "1", "{", '{"a": 1, "a": 2}'])
def test_content_is_an_object(site: Site, content: str) -> None:
    """What two readers could take for different things is refused."""
    site.register("w1")
    with site.member(site.shared) as connection, pytest.raises(psycopg.errors.CheckViolation):
        append(connection, "w1", content)
