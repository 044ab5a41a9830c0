"""The command line of migrations: every trap of the application's that the platform has to know."""

import psycopg
import pytest

from portarium_sandbox.ports import free_port
from tests.application.conftest import ask
from tests.application.migrations import LOCK, run

APPLY = ("apply", "--phase", "expand", "--tenants", "a,b")
NOBODY = f"postgresql://nobody@127.0.0.1:{free_port()}/portarium"


def said(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, str, str]:
    """Run a command, and give its exit code, its output and its complaint."""
    capsys.readouterr()
    code = run(arguments, {"DATABASE_URL": url} if url else {})
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def journal(url: str) -> set[tuple[object, ...]]:
    """What is written down as done."""
    return set(ask(url, "SELECT target, version FROM schema_migrations"))


def columns(url: str) -> set[object]:
    """The columns of the runs."""
    return {row[0] for row in ask(url, "SELECT attname FROM pg_attribute WHERE attrelid = 'workflow_runs'::regclass")}


def test_an_empty_database_needs_two_runs(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """The first writes nothing into the journal and misses a column, the second does all again, the third nothing."""
    assert said(capsys, url, *APPLY) == (0, "Apply (Expand): 7 steps.\n", "")
    assert (journal(url), "status_v2" in columns(url)) == (set(), False)
    assert said(capsys, url, *APPLY) == (0, "Apply (Expand): 7 steps.\n", "")
    assert journal(url) == {("global", 1), ("a", 2), ("b", 2), ("global", 4), ("a", 5), ("b", 5), ("global", 10)}
    assert "status_v2" in columns(url)
    assert said(capsys, url, *APPLY) == (0, "Apply (Expand): no steps.\n", "")


def test_whoever_comes_second_fails_at_once(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """The lock is a session's, and nobody waits for it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SELECT pg_advisory_lock({LOCK})".encode())
        assert said(capsys, url, *APPLY) == (1, "", f"another run has the lock {LOCK}\n")
    assert said(capsys, url, *APPLY)[0] == 0


def test_a_joined_value_is_none(capsys: pytest.CaptureFixture[str], migrated: str) -> None:
    """`--phase=contract` expands, silently; two words are refused without the flag that permits to break."""
    assert said(capsys, migrated, "apply", "--phase=contract") == (0, "Apply (Expand): no steps.\n", "")
    code, _, complaint = said(capsys, migrated, "apply", "--phase", "contract")
    assert (code, "--allow-contract-breaking" in complaint) == (1, True)
    assert "status_legacy" in columns(migrated)
    broken = said(capsys, migrated, "apply", "--phase", "contract", "--allow-contract-breaking")
    assert broken == (0, "Apply (Contract): 1 step.\n", "")
    assert "status_legacy" not in columns(migrated)


def test_status_is_fine_where_nobody_answers(capsys: pytest.CaptureFixture[str], migrated: str) -> None:
    """With the database down nothing is applied, and the exit code is that of success; an apply fails."""
    code, output, _ = said(capsys, migrated, "status")
    assert (code, output.splitlines()[-1]) == (0, "Total: 6 | Applied: 5 | Pending: 1")
    assert [line.split()[0] for line in output.splitlines() if "PENDING" in line] == ["3"]
    code, output, _ = said(capsys, NOBODY, "status")
    assert (code, output.splitlines()[-1]) == (0, "Total: 6 | Applied: 0 | Pending: 6")
    assert said(capsys, NOBODY, *APPLY)[0] == 1


def test_no_database_is_needed_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    """`check` and `plan` ask none; the others say which variable is missing."""
    assert said(capsys, "", "check") == (0, "Schema migration registry OK (6 migrations).\n", "")
    assert said(capsys, "", "plan", "--tenants", "a,b")[1].splitlines()[:3] == [
        "v1 0001_expand_baseline → global",
        "v2 0002_expand_status → a",
        "v2 0002_expand_status → b",
    ]
    assert said(capsys, "", *APPLY) == (1, "", "DATABASE_URL is missing\n")


def test_a_step_that_fails_is_named(capsys: pytest.CaptureFixture[str], migrated: str) -> None:
    """With its number and target, in one line; what came before it stays."""
    ask(migrated, "DELETE FROM schema_migrations WHERE version = 10")
    ask(migrated, "ALTER TABLE domain_documents RENAME COLUMN tenant_id TO tenant")
    code, _, complaint = said(capsys, migrated, *APPLY)
    assert code == 1
    assert complaint.startswith("v10 (0010_expand_foreign_key) of global failed: ")
    assert complaint.count("\n") == 1
