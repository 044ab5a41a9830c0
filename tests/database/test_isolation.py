"""No tier reads another's data: each member against each place, by every way that there is into one."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from database.target import Target
from tests.database.server import Server, Site
from tests.database.test_evidence import append

SECRET = "what nobody else may read"  # pragma: allowlist secret
TIERS = ("A", "B", "other B", "C")
FOREIGN = list(itertools.permutations(TIERS, 2))
WAYS = {
    "a table": "SELECT * FROM {schema}.evidence_entry",
    "another table": "SELECT * FROM {schema}.outbox_event",
    "its head": "SELECT * FROM {schema}.evidence_head",
    "COPY": "COPY {schema}.evidence_entry TO STDOUT",
    "a view": "CREATE TEMPORARY VIEW peek AS SELECT * FROM {schema}.evidence_entry",
    "a function": "SELECT {schema}.append_evidence('run', '{{}}')",
    "a function that enters": "SELECT {schema}.enter_workspace('{workspace}')",
    "a function of its owner": "SELECT {schema}.claim_events('me', 1)",
    "a sequence": "CREATE TEMPORARY TABLE mine (n bigint DEFAULT nextval('{schema}.evidence_entry'::regclass))",
    "a foreign key": (
        "CREATE TEMPORARY TABLE mine (w text, n bigint, FOREIGN KEY (w, n) REFERENCES {schema}.evidence_entry)"
    ),
    "inheritance": "CREATE TEMPORARY TABLE mine () INHERITS ({schema}.evidence_entry)",
    "a row's type": "SELECT NULL::{schema}.evidence_entry",
    "being it": "SET ROLE {member}",
    "being the owner": "SET ROLE portarium_owner",
    "an error's text": "SELECT content::int FROM {schema}.evidence_entry",
    "the register": "SELECT * FROM portarium_operations.workspace",
    "the journal": "SELECT * FROM portarium_operations.journal",
}


@pytest.fixture(scope="module")
def places(server: Server, migrated: str) -> dict[str, tuple[Site, Target, str]]:
    """A place of each tier with a workspace and a secret in it."""
    site = server.site(template=migrated)
    one, other, big = site.tenant("one", "B"), site.tenant("other", "B"), site.tenant("big", "C")
    assert [outcome.well for outcome in site.apply(one, other, big)] == [True] * 4
    for workspace in ("w1", "w2"):
        site.register(workspace)
    found = {
        "A": (site, site.shared, "w1"),
        "B": (site, one, one.name),
        "other B": (site, other, other.name),
        "C": (site, big, big.name),
    }
    for _, target, workspace in found.values():
        with site.member(target) as connection:
            append(connection, workspace, f'{{"secret": "{SECRET}"}}')
            with connection.transaction():
                connection.execute("SELECT enter_workspace(%s)", (workspace,))
                connection.execute("SELECT publish_event('t', 's', 'k', %s)", (f'"{SECRET}"',))
    return found


@pytest.mark.parametrize(("who", "whose"), FOREIGN)
def test_nobody_reads_another_tier(places: dict[str, tuple[Site, Target, str]], who: str, whose: str) -> None:
    """Every way is refused, and no refusal has anything of what is there in it; another database lets nobody in."""
    site, mine, workspace = places[who]
    _, theirs, their_workspace = places[whose]
    opened: list[str] = []
    with site.member(mine) as connection:
        login = connection.info.user
        if theirs.database != mine.database:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(host=str(site.server.folder), user=login, dbname=theirs.database)
            return
        for way, statement in WAYS.items():
            with suppress(psycopg.Rollback):
                outcome = _try(
                    connection,
                    workspace,
                    statement.format(schema=theirs.schema, member=theirs.member, workspace=their_workspace),
                )
                assert SECRET not in outcome, way
                if not outcome.startswith("refused: 42"):
                    opened.append(f"{way}: {outcome}")
    assert opened == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT content FROM evidence_entry WHERE workspace_id = 'w1'",
        "SELECT data FROM outbox_event WHERE workspace_id = 'w1'",
        "COPY (SELECT * FROM evidence_entry) TO STDOUT",
        "SELECT * FROM claim_events('me', 10)",
        "WITH peek AS MATERIALIZED (SELECT * FROM evidence_entry) SELECT * FROM peek",
        "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'evidence_entry'",
        "SELECT content::int FROM evidence_entry",
        "SELECT settle_event(id, 'me', 1) FROM outbox_event",
    ],
)
def test_workspaces_of_tier_a_see_nothing_of_one_another(
    places: dict[str, tuple[Site, Target, str]], statement: str
) -> None:
    """Who has entered the one finds no row of the other, by whatever reads the tables."""
    site, target, _ = places["A"]
    with site.superuser(target) as connection:
        connection.execute("ANALYZE evidence_entry")
    with site.member(target) as connection:
        assert SECRET in _try(connection, "w1", "SELECT content FROM evidence_entry")
        assert SECRET not in _try(connection, "w2", statement)


def test_a_foreign_row_can_neither_be_referred_to_nor_taken(places: dict[str, tuple[Site, Target, str]]) -> None:
    """Not by the owner's own rights: what is not entered is not there."""
    site, _, _ = places["A"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        site.owner("w2", "INSERT INTO outbox_key (workspace_id, ordering_key, position) VALUES ('w1', 'k', 9)")


def _try(connection: psycopg.Connection[Any], workspace: str, statement: str) -> str:
    """Do something in a workspace, and give all that came back: rows, or the whole of the refusal."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SELECT enter_workspace(%s)", (workspace,))
            if statement.startswith("COPY"):
                with connection.cursor().copy(statement.encode()) as copy:
                    return "".join(bytes(part).decode() for part in copy)
            cursor = connection.execute(statement.encode())
            return str(cursor.fetchall()) if cursor.description else "done"
    except psycopg.Error as error:
        parts = (error.sqlstate, error.diag.message_primary, error.diag.message_detail, error.diag.context)
        return f"refused: {' '.join(part or '' for part in parts)}"
