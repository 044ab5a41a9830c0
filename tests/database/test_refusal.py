"""A phase is checked by what would be executed: what an expand step may not do is refused, in whatever words."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from database.error import DatabaseError
from database.history import Migration, read_history
from database.refusal import problems_of, require_right
from database.target import of_tenant
from domain.tenant import TenantId

EXPAND = Migration(
    revision="e99",
    title="A step.",
    phase="expand",
    scope="tenant",
    oldest_release=(0, 1, 0),
    transactional=True,
    forward=(),
    backward=(),
)
# What is about a transaction of its own, or about rows that a table of the same script can't have yet.
NOT_FOR_US = (
    "prefer-robust-stmts",  # a step is done once, by the journal, and whole, by its transaction
    "require-timeout-settings",  # the runner makes them for each step
)


def found(*statements: str, transactional: bool = True) -> list[str]:
    """What is wrong with an expand step of some statements."""
    return list(problems_of(replace(EXPAND, forward=statements, transactional=transactional)))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE evidence_entry",
        "alter table t drop column a",
        "ALTER TABLE t RENAME TO u",
        "ALTER TABLE t ALTER COLUMN a TYPE bigint",
        "ALTER TABLE t ALTER a SET DATA TYPE bigint USING a::bigint",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t ADD COLUMN a text NOT NULL",
        "ALTER TABLE t ADD COLUMN b text, ADD a text NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u",
        "ALTER TABLE t DISABLE TRIGGER ALL",
        "ALTER TABLE t NO FORCE ROW LEVEL SECURITY",
        "REVOKE SELECT ON t FROM somebody",
        "TRUNCATE t",
        "DELETE FROM t",
        "UPDATE t SET a = 1",
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX i ON t (a)",
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "LOCK TABLE t",
        "VACUUM FULL t",
        "DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$",
        "COMMIT",
        "SET ROLE somebody",
        "CREATE VIEW v AS SELECT * FROM t",
        "SELECT 1; /* nothing */ DROP /* ! */ TABLE t",
    ],
)
def test_what_takes_away_or_holds_up_is_refused(statement: str) -> None:
    """In capitals or not, behind a comment, or as the second of two."""
    assert found(statement)
    with pytest.raises(DatabaseError, match=r"^e99: "):
        require_right([replace(EXPAND, forward=(statement,))])


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE t ADD COLUMN a text",
        "ALTER TABLE t ADD COLUMN a text NOT NULL DEFAULT 'DROP TABLE t'",
        "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $body$ DELETE FROM t $body$",
        "COMMENT ON TABLE t IS 'nobody may DROP it' -- nor RENAME it",
        "CREATE VIEW v WITH (security_invoker) AS SELECT * FROM t",
    ],
)
def test_what_only_adds_is_not(statement: str) -> None:
    """Words in texts, comments and bodies of functions are no statements."""
    assert found(statement) == []


def test_a_table_of_the_same_step_holds_nobody_up() -> None:
    """There is nobody who uses it yet."""
    assert found("CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)", "ALTER TABLE t ADD CHECK (a > 0)") == []


def test_what_is_outside_of_a_transaction_can_be_run_twice() -> None:
    """Or it is refused."""
    build = "CREATE INDEX CONCURRENTLY {} i ON t (a)"
    assert found(build.format("IF NOT EXISTS"), transactional=False) == []
    assert found(build.format(""), transactional=False)
    assert found("ALTER TABLE t ADD COLUMN a text", transactional=False)


def test_a_contract_without_rollback_is_refused() -> None:
    """With one it may do what no expand step may."""
    contract = replace(EXPAND, phase="contract", forward=("ALTER TABLE t DROP COLUMN a",))
    assert list(problems_of(contract)) == ["is a contract without rollback; write its downgrade"]
    assert list(problems_of(replace(contract, backward=("ALTER TABLE t ADD COLUMN a text",)))) == []


def test_ours_are_right() -> None:
    """All of them."""
    require_right(read_history())


@pytest.mark.parametrize("migration", read_history(), ids=lambda one: one.revision)
def test_squawk_has_nothing_to_say_about_ours(migration: Migration, tmp_path: Path) -> None:
    """It reads what is executed, by PostgreSQL's grammar, for a target with names of its own."""
    script = tmp_path / f"{migration.revision}.sql"
    script.write_text("\n".join(migration.statements(of_tenant(TenantId("acme"), "B"))))
    squawk = Path(sys.executable).with_name("squawk")
    transaction = "--assume-in-transaction" if migration.transactional else "--no-assume-in-transaction"
    answer = subprocess.run(
        [squawk, "--reporter", "json", "--pg-version", "16", transaction, "--exclude", ",".join(NOT_FOR_US), script],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [f"{one['rule_name']} in line {one['line']}" for one in json.loads(answer.stdout or "[]")]
    assert (told, answer.returncode) == ([], 0), answer.stderr
