"""What a superuser does to evidence, journal and schema is found, and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from database.verify import verify
from database.witness import read_witness, write_witness
from tests.database.server import HISTORY, Site
from tests.database.test_evidence import append

CHAIN = "shared/w1"
TAMPERING = {
    "edited": ("UPDATE evidence_entry SET content = '{\"n\": 9}' WHERE number = 2", ["row 2 was changed"]),
    "re-dated": (
        "UPDATE evidence_entry SET recorded_at = recorded_at - interval '1 hour' WHERE number = 3",
        ["row 3 was changed"],
    ),
    "deleted": ("DELETE FROM evidence_entry WHERE number = 2", ["row 2 is missing"]),
    "deleted in a row": ("DELETE FROM evidence_entry WHERE number IN (2, 3)", ["rows 2 to 3 are missing"]),
    "put in another order": (
        (
            "UPDATE evidence_entry SET number = -number WHERE number IN (2, 3);"
            "UPDATE evidence_entry SET number = 5 + number WHERE number < 0"
        ),
        [
            *("row 2 does not follow row 1", "row 2 was changed"),
            *("row 3 does not follow row 2", "row 3 was changed", "row 4 does not follow row 3"),
        ],
    ),
    "cut off": ("DELETE FROM evidence_entry WHERE number > 3", ["ends with row 3, and its head says 4"]),
    "emptied": ("DELETE FROM evidence_entry", ["ends with row 0, and its head says 4"]),
    "hashed anew": (
        (
            "UPDATE evidence_entry SET content = '{}', hash = portarium_operations.chain_hash(previous_hash, number, "
            "workspace_id, id::text, portarium_operations.instant_text(occurred_at), "
            "portarium_operations.instant_text(recorded_at), kind, '{}') WHERE number = 2"
        ),
        ["row 3 does not follow row 2"],
    ),
    "without a head": ("DELETE FROM evidence_head", ["its head is gone"]),
}


@pytest.fixture
def written(site: Site) -> Site:
    """A site with a chain of four rows."""
    site.register("w1")
    with site.member(site.shared) as connection:
        for number in range(4):
            append(connection, "w1", f'{{"n": {number}}}')
    return site


def tamper(site: Site, *statements: str, schema: str = "", tables: tuple[str, ...] = ()) -> None:
    """Change something as a superuser, around all triggers."""
    with site.superuser(site.shared) as connection:
        if schema:
            connection.execute(f"SET search_path = {schema}".encode())
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for statement in statements:
            connection.execute(statement.encode())
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
            names = connection.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", (table,)
            ).fetchall()
            for (name,) in names:
                connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())


@pytest.mark.parametrize("how", TAMPERING)
def test_what_was_done_to_evidence_is_named(written: Site, how: str) -> None:
    """With the rows that it was done to, and nothing else."""
    statement, problems = TAMPERING[how]
    assert written.findings() == []
    tamper(written, statement, tables=("evidence_entry", "evidence_head"))
    assert written.findings() == [f"{CHAIN}: {problem}" for problem in problems]


def test_an_end_that_is_cut_off_with_its_head_is_found_by_the_witness(written: Site, tmp_path: Path) -> None:
    """Without one nothing is wrong with it."""
    file = tmp_path / "witness.json"
    write_witness(file, verify((written.shared,), HISTORY, written.open, {}).seen)
    tamper(
        written,
        "DELETE FROM evidence_entry WHERE number > 2",
        "UPDATE evidence_head SET number = 2, hash = (SELECT hash FROM evidence_entry WHERE number = 2)",
        tables=("evidence_entry", "evidence_head"),
    )
    assert written.findings() == []
    assert written.findings(witness=read_witness(file)) == [f"{CHAIN}: ends with row 2, and row 4 was witnessed"]


def test_a_workspace_that_is_gone_is_found_by_the_witness(written: Site) -> None:
    """With all of its rows, its head and its registration."""
    seen = verify((written.shared,), HISTORY, written.open, {}).seen
    tables = ("evidence_entry", "evidence_head", "workspace")
    tamper(written, *(f"DELETE FROM {table}" for table in tables), tables=tables)
    assert written.findings() == []
    assert written.findings(witness=seen) == [f"{CHAIN}: was witnessed with 4 rows, and is gone"]


def test_what_grew_is_no_finding(written: Site) -> None:
    """A witness holds what there was, not what there will be."""
    seen = verify((written.shared,), HISTORY, written.open, {}).seen
    with written.member(written.shared) as connection:
        append(connection, "w1")
    assert written.findings(witness=seen) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE journal SET recorded_by = 'nobody' WHERE number = 2", "row 2 was changed"),
        ("UPDATE journal SET error = '' WHERE number = 3", "row 3 was changed"),
        ("DELETE FROM journal WHERE number = 4", "row 4 is missing"),
        ("DELETE FROM journal WHERE number = 1", "row 1 is missing"),
    ],
)
def test_what_was_done_to_the_journal_is_named(site: Site, statement: str, problem: str) -> None:
    """A row that was edited, and one that was removed."""
    tamper(site, statement, schema="portarium_operations", tables=("journal",))
    assert f"journal of {site.database}: {problem}" in site.findings()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE evidence_entry ADD COLUMN note text",
        "ALTER TABLE evidence_entry DISABLE TRIGGER append_only",
        "ALTER TABLE evidence_entry ENABLE TRIGGER append_only",
        "ALTER TABLE evidence_entry NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE evidence_entry DISABLE TRIGGER ALL",
        "DROP POLICY entered ON outbox_event",
        "GRANT UPDATE ON evidence_entry TO portarium_member",
        "GRANT UPDATE (content) ON evidence_entry TO portarium_member",
        "DROP INDEX outbox_event_open",
        (
            "CREATE OR REPLACE FUNCTION portarium_operations.refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RETURN NULL; END'"
        ),
        "CREATE VIEW everything AS SELECT * FROM evidence_entry",
    ],
)
def test_a_schema_that_was_changed_by_hand_is_found(site: Site, change: str) -> None:
    """Columns, triggers, policies, rights, indexes, functions and views."""
    with site.superuser(site.shared) as connection:
        connection.execute(change.encode())
    assert site.findings() == ["shared: its schema is not as e07 left it; somebody changed it by hand"]
