"""A transaction sees the workspace that it has entered, and the next one of the same connection sees nothing of it."""

from __future__ import annotations

import psycopg
import pytest

from database.connection import Connection
from tests.database.server import Site
from tests.database.test_evidence import append

READ = "SELECT workspace_id FROM evidence_entry"
TABLES = {"workspace", "evidence_entry", "evidence_head", "outbox_event", "outbox_key"}


def read(connection: Connection) -> list[str]:
    """The workspaces of all rows that can be seen."""
    return [name for (name,) in connection.execute(READ)]


@pytest.fixture
def two(site: Site) -> Site:
    """A site with two workspaces and a row of each."""
    for workspace in ("w1", "w2"):
        site.register(workspace)
        with site.member(site.shared) as connection:
            append(connection, workspace)
    return site


def test_a_transaction_sees_what_it_has_entered(two: Site) -> None:
    """One workspace, and the other after it has entered that."""
    with two.member(two.shared) as connection, connection.transaction():
        connection.execute("SELECT enter_workspace('w1')")
        assert read(connection) == ["w1"]
        connection.execute("SELECT enter_workspace('w2')")
        assert read(connection) == ["w2"]


def test_the_next_transaction_has_entered_nothing(two: Site) -> None:
    """As a pool hands a connection on, with all settings of its session."""
    with two.member(two.shared) as connection:
        with connection.transaction():
            connection.execute("SELECT enter_workspace('w1')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no workspace is entered"):
            read(connection)


@pytest.mark.parametrize("how", ["SET", "SET LOCAL"])
def test_a_setting_that_was_made_by_hand_opens_nothing(two: Site, how: str) -> None:
    """What stays on a pooled connection lacks the stamp of the transaction; what is copied has that of another one."""
    with two.member(two.shared) as connection:
        with connection.transaction():
            connection.execute("SELECT enter_workspace('w1')")
            found = connection.execute("SELECT current_setting('portarium.entered')").fetchone()
            assert found
            connection.execute(f"SET portarium.workspace = 'w1'; SET portarium.entered = '{found[0]}'".encode())
        with connection.transaction():
            connection.execute(f"{how} portarium.workspace = 'w1'".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                read(connection)


@pytest.mark.parametrize("name", ["", "w1'; --", "No Workspace!", "w" * 128, None, "w3"])
def test_what_is_no_workspace_is_refused(two: Site, name: str | None) -> None:
    """A name that is none, and one that nobody registered."""
    with two.member(two.shared) as connection:
        with pytest.raises(psycopg.errors.InvalidParameterValue), connection.transaction():
            connection.execute("SELECT enter_workspace(%s)", (name,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            read(connection)


def test_every_table_with_rows_of_workspaces_is_forced(site: Site) -> None:
    """Nobody is left out, its owner neither, and no role bypasses it but the server's own."""
    with site.superuser(site.shared) as connection:
        forced = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' "
            "AND relrowsecurity AND relforcerowsecurity",
            (site.shared.schema,),
        ).fetchall()
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
            (site.shared.schema,),
        ).fetchall()
        bypassing = connection.execute("SELECT rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper").fetchall()
    assert sorted(forced) == sorted(tables)
    assert {name for (name,) in tables} == TABLES
    assert bypassing == []
