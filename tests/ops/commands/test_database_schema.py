"""`portarium database plan|apply|status|resume|verify|remove`, on a server as RDS has it, by its master."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg.sql import SQL, Identifier
from typer.testing import CliRunner, Result

from database.history import read_history
from database.options import Options
from database.runner import apply
from database.target import of_tenant, shared
from domain.tenant import OWNER, RECORDS, TenantId
from ops.commands.database_schema import EXIT_NOT_WELL
from ops.main import application
from ops.operations.error import OperationError
from tests.ops.operations.access.ground import CloudProcess, Site

_REVISIONS = [one.revision for one in read_history()]
_ONCE = Options(by="somebody", parallel=1, patience_seconds=10, lock_seconds=5, statement_seconds=60, attempts=1)


@dataclass(frozen=True, kw_only=True)
class Command:
    """The command line of whoever may sign in as the master."""

    site: Site
    folder: Path

    def run(self, verb: str, *words: str) -> Result:
        """Run one verb for dev."""
        plan = ["--plan", str(self.site.write(self.folder)), "--authority", self.site.ground.endpoint["authority"]]
        return CliRunner().invoke(application, ["database", verb, "dev", *words, *plan])

    def data(self, verb: str, *words: str, code: int = 0) -> Any:
        """What it prints for scripts."""
        result = self.run(verb, *words, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the environment's database, in which nothing is yet."""
    process = CloudProcess(tmp_path_factory.mktemp("cloud"))
    try:
        yield process.start().plan("portarium")
    finally:
        process.stop()


@pytest.fixture
def command(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Somebody's shell."""
    # libpq's own word for the address of a name that no resolver of this machine knows.
    monkeypatch.setenv("PGHOSTADDR", site.ground.endpoint["local_host"])
    for name, value in site.ground.worker.items():
        monkeypatch.setenv(name, value)
    return Command(site=site, folder=tmp_path)


def test_what_is_planned_is_what_is_applied(command: Command, tmp_path: Path) -> None:
    """A dry run changes nothing, a second run has nothing to do, and what was done is found to be whole."""
    [planned] = command.data("plan")
    assert (planned["at"], planned["lacks"]) == (None, _REVISIONS)
    [steps] = command.data("apply", "--dry-run")
    assert [step["revision"] for step in steps["steps"]] == _REVISIONS
    assert "CREATE TABLE evidence_entry" in command.run("apply", "--dry-run").stdout
    assert command.data("plan") == [planned]
    [applied] = command.data("apply")
    assert (applied["result"], applied["applied"]) == ("applied", _REVISIONS)
    for verb in ("apply", "resume"):
        assert [one["result"] for one in command.data(verb)] == ["current"]
    told = command.run("status")
    assert told.exit_code == 0
    assert _REVISIONS[-1] in told.stdout
    witness = tmp_path / "witness.json"
    found = command.data("verify", "--witness", str(witness))
    assert found["findings"] == []
    assert json.loads(witness.read_text(encoding="utf-8"))


def test_what_somebody_changed_by_hand_is_found(command: Command) -> None:
    """With its own exit code, so that a schedule can tell it from a database that is away."""
    assert command.run("apply").exit_code == 0
    with command.site.as_master("portarium") as connection:
        for action in ("ADD COLUMN", "DROP COLUMN"):
            with connection.transaction():
                connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(OWNER)))
                altered = f"ALTER TABLE {RECORDS}.workspace {action} remark" + (
                    " text" if action == "ADD COLUMN" else ""
                )
                connection.execute(altered.encode())
            code = EXIT_NOT_WELL if action == "ADD COLUMN" else 0
            problems = [one["problem"] for one in command.data("verify", code=code)["findings"]]
            assert len(problems) == (1 if code else 0)
            assert all("somebody changed it by hand" in problem for problem in problems)


def test_a_tenant_is_removed_once(command: Command, tmp_path: Path) -> None:
    """Its rows are in the file that is named, and its id is not removed twice."""
    open_ = command.site.entrance.as_master
    acme = of_tenant(TenantId("acme"), "B")
    outcomes = apply([shared(), acme], read_history(), open_, _ONCE, print)
    assert all(one.well for one in outcomes)
    backup = tmp_path / "acme.jsonl"
    removed = command.run("remove", "acme", "--tier", "B", "--backup", str(backup))
    assert removed.exit_code == 0, removed.output
    rows = [json.loads(line) for line in backup.read_text(encoding="utf-8").splitlines()]
    assert [one["row"]["id"] for one in rows if one["table"] == "workspace"] == ["acme"]
    again = command.run("remove", "acme", "--tier", "B", "--backup", str(backup))
    assert isinstance(again.exception, OperationError)
    assert str(again.exception) == "acme: was removed before"
