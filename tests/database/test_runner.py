"""The runner on a real PostgreSQL: whatever happens to it or to a target, the journal says where each one is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from database.error import DatabaseError
from database.history import Migration
from database.options import Options
from database.plan import Position, positions
from database.runner import apply
from database.target import Target
from tests.database.server import HISTORY, OPTIONS, Site

STEP = Migration(
    revision="e90",
    title="A table more.",
    phase="expand",
    scope="tenant",
    oldest_release=(0, 1, 0),
    transactional=True,
    forward=("CREATE TABLE note (id bigint, old text);",),
    backward=("DROP TABLE note;",),
)
CONTRACT = replace(
    STEP,
    revision="c90",
    phase="contract",
    oldest_release=(0, 2, 0),
    forward=("ALTER TABLE note DROP COLUMN old;",),
    backward=("ALTER TABLE note ADD COLUMN old text;",),
)
MORE = (*HISTORY, STEP)
QUICK = replace(OPTIONS, lock_seconds=0.2, attempts=2, patience_seconds=0.3)
_RUN = """
import os, signal, sys
from database import step
from tests.database.server import HISTORY, OPTIONS, Server, Site
folder, database, moment, number = sys.argv[1:]
count = 0

def die_at(name):
    made = getattr(step.Step, name)
    def deadly(self, connection, *rest, **more):
        global count
        made(self, connection, *rest, **more)
        count += 1
        if count == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
    setattr(step.Step, name, deadly)

die_at(moment)
site = Site(server=Server(major=0, folder=folder, process=None), database=database)
site.apply(site.tenant("acme", "B"), site.tenant("big", "C"))
"""
"""A runner that dies at one moment: inside of a transaction after its journal entry, or after a step."""


def run(site: Site, history: Sequence[Migration], *tenants: Target, options: Options = OPTIONS) -> list[str]:
    """Run migrations; how each target came out."""
    found = apply((site.shared, *tenants), history, site.open, options, lambda _line: None)
    return [outcome.result for outcome in found]


def look(site: Site, history: Sequence[Migration], *tenants: Target) -> tuple[Position, ...]:
    """Where each target is."""
    return positions((site.shared, *tenants), history, site.open)


def columns(site: Site) -> list[Any]:
    """The columns of the step's table."""
    with site.superuser() as connection:
        return connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('portarium_records.note') "
            "AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ).fetchall()


@pytest.mark.parametrize("moment", ["_note", "_once"])
@pytest.mark.parametrize("number", [1, 4, 8, 12, 15])
def test_a_runner_that_is_killed_is_taken_up(empty: Site, moment: str, number: int) -> None:
    """Nothing is half done, wherever it was: the next run ends with all there, and nothing to find fault with."""
    given = [str(empty.server.folder), empty.database, moment, str(number)]
    died = subprocess.run([sys.executable, "-c", _RUN, *given], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    tenants = (empty.tenant("acme", "B"), empty.tenant("big", "C"))
    assert set(run(empty, HISTORY, *tenants, options=replace(OPTIONS, unfinished_only=True))) <= {"applied", "current"}
    assert set(run(empty, HISTORY, *tenants)) <= {"applied", "current"}
    assert [(one.lacking, one.problem) for one in look(empty, HISTORY, *tenants)] == [((), "")] * 3
    assert empty.findings(*tenants) == []


def test_a_failing_target_stops_no_other(site: Site) -> None:
    """It is failed in the journal with the reason, the others are done, and resume goes on with it alone."""
    tenants = [site.tenant(f"t{number}", "B") for number in range(5)]
    assert run(site, HISTORY, *tenants) == ["current"] + ["applied"] * 5
    with site.superuser(tenants[3]) as connection:
        connection.execute("CREATE TABLE note ()")
    assert run(site, MORE, *tenants) == ["applied"] * 4 + ["failed", "applied"]
    found = {one.target.name: one for one in look(site, MORE, *tenants)}
    failed = found.pop(tenants[3].name)
    assert failed.problem == 'e90: relation "note" already exists; resume goes on with it'
    assert [step.revision for step in failed.lacking] == ["e90"]
    assert {one.problem for one in found.values()} == {""}
    with site.superuser(tenants[3]) as connection:
        connection.execute("DROP TABLE note")
    assert run(site, MORE, *tenants, options=replace(OPTIONS, unfinished_only=True)) == ["current"] * 4 + [
        "applied",
        "current",
    ]


def test_without_the_shared_tables_schemas_wait_and_databases_do_not(empty: Site) -> None:
    """What lies in another database needs nothing of theirs."""
    broken = replace(HISTORY[0], revision="e00", forward=("SELECT 1 / 0;",), scope="global")
    tenant = empty.tenant("acme", "B")
    assert run(empty, (broken, *HISTORY), tenant) == ["failed", "blocked"]
    assert run(empty, HISTORY, tenant) == ["applied", "applied"]


def test_a_second_runner_leaves_a_target_alone(site: Site) -> None:
    """It says so, and goes on when the first has ended."""
    with site.open(site.database) as first:
        first.execute("SELECT pg_advisory_lock(hashtextextended('portarium target shared', 0))")
        assert run(site, MORE, options=QUICK) == ["busy"]
    assert run(site, MORE, options=QUICK) == ["applied"]


def test_a_lock_is_waited_for_in_seconds_and_tried_again(site: Site) -> None:
    """What others hold fails the step, and nothing of it is there."""
    alter = replace(STEP, forward=("ALTER TABLE outbox_event ADD COLUMN note text;",))
    with site.superuser(site.shared) as other, other.transaction():
        other.execute("LOCK TABLE outbox_event IN ACCESS SHARE MODE")
        began = time.monotonic()
        assert run(site, (*HISTORY, alter), options=QUICK) == ["failed"]
        assert time.monotonic() - began >= QUICK.lock_seconds * QUICK.attempts
    assert look(site, (*HISTORY, alter))[0].problem.startswith("e90: canceling statement due to lock timeout")
    assert run(site, (*HISTORY, alter), options=QUICK) == ["applied"]


def test_a_connection_that_is_cut_costs_its_step_only(site: Site) -> None:
    """The journal has the failure by another connection."""
    slow = replace(STEP, forward=("CREATE TABLE note ();", "SELECT pg_sleep(600);"))
    with ThreadPoolExecutor(1) as pool, site.superuser() as connection:
        result = pool.submit(run, site, (*HISTORY, slow))
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s AND state = 'active'"
        while not connection.execute(cut, (slow.forward[1],)).fetchone():
            assert not result.done(), "it never came to the slow statement"
        assert result.result() == ["failed"]
    assert "terminating connection" in look(site, (*HISTORY, slow))[0].problem
    assert columns(site) == []
    assert run(site, MORE) == ["applied"]


def test_an_index_that_was_cut_short_is_built_anew(empty: Site) -> None:
    """What an earlier build left behind is no index."""
    run(empty, HISTORY[:-1])
    with empty.superuser(empty.shared) as connection:
        connection.execute("SET ROLE portarium_owner")
        connection.execute("CREATE INDEX outbox_event_open ON outbox_event (workspace_id)")
        connection.execute("RESET ROLE")
        connection.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'outbox_event_open'::regclass")
    assert run(empty, HISTORY) == ["applied"]
    with empty.superuser(empty.shared) as connection:
        found = connection.execute("SELECT pg_get_indexdef('outbox_event_open'::regclass)").fetchone()
    assert found
    assert "ordering_key" in found[0]


def test_a_migration_that_was_changed_after_it_ran_is_refused(site: Site) -> None:
    """Who wants another table writes another migration."""
    run(site, MORE)
    changed = replace(STEP, forward=("CREATE TABLE note (id text);",))
    assert run(site, (*HISTORY, changed)) == ["failed"]
    assert site.findings() == ["shared: e90 was applied, and this release does not know it"]
    assert look(site, (*HISTORY, changed))[0].problem == "e90: applied with other statements than it has now"


def test_a_contract_runs_by_its_name_alone(site: Site) -> None:
    """And when no release runs that needs what it drops."""
    history = (*MORE, CONTRACT)
    assert run(site, history) == ["applied"]
    assert columns(site) == [("id",), ("old",)]
    for oldest in (None, (0, 1, 9)):
        with pytest.raises(DatabaseError, match=r"^c90: works with releases from 0\.2\.0 on"):
            run(site, history, options=replace(OPTIONS, contract="c90", oldest_running=oldest))
    with pytest.raises(DatabaseError, match=r"^e90: is an expand migration, which runs by itself$"):
        run(site, history, options=replace(OPTIONS, contract="e90"))
    assert run(site, history, options=replace(OPTIONS, contract="c90", oldest_running=(0, 2, 0))) == ["applied"]
    assert columns(site) == [("id",)]


@pytest.mark.parametrize(
    ("backward", "problem"),
    [
        (("ALTER TABLE note ADD COLUMN old bigint;",), "c90: its rollback does not lead back to what was there"),
        (("ALTER TABLE nowhere ADD COLUMN old text;",), 'c90: relation "nowhere" does not exist'),
    ],
)
def test_a_rollback_is_tried_before(site: Site, backward: tuple[str, ...], problem: str) -> None:
    """Where it does not lead back, nothing is dropped."""
    history = (*MORE, replace(CONTRACT, backward=backward))
    run(site, history)
    options = replace(OPTIONS, contract="c90", oldest_running=(0, 2, 0))
    assert run(site, history, options=options) == ["failed"]
    assert problem in look(site, history)[0].problem
    assert columns(site) == [("id",), ("old",)]


def test_a_contract_without_rollback_is_refused(site: Site) -> None:
    """Before anything is asked of a database."""
    with pytest.raises(DatabaseError, match=r"^c90: is a contract without rollback"):
        run(site, (*MORE, replace(CONTRACT, backward=())))


def test_a_failure_to_connect_is_the_targets_own(site: Site) -> None:
    """As when its database is gone or full."""
    tenant = site.tenant("big", "C")

    def refusing(database: str) -> Any:
        if database == tenant.database:
            raise DatabaseError("no way there")
        return site.open(database)

    outcomes = apply((site.shared, tenant), HISTORY, refusing, OPTIONS, lambda _line: None)
    assert [(outcome.result, outcome.problem) for outcome in outcomes] == [("current", ""), ("failed", "no way there")]
