"""Brings targets to the migrations they lack: the shared tables first, then the others side by side.

A target that fails stops no other, and is in the journal. One at a time works on a target, by a lock that ends with
its connection. What died is taken up where the journal says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import psycopg

from database import ground, journal, register
from database.connection import Connection, Open, one_line
from database.error import DatabaseError
from database.history import Migration, by_revision
from database.options import Options
from database.refusal import require_right
from database.step import Step
from database.target import Target

Result = Literal["current", "applied", "failed", "blocked", "busy"]
Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it went with a target."""

    target: Target
    result: Result
    applied: tuple[str, ...] = ()
    """The revisions that were applied now."""
    problem: str = ""

    @property
    def well(self) -> bool:
        """Whether the target has what it should have."""
        return self.result in ("current", "applied")


def apply(
    targets: Sequence[Target], history: Sequence[Migration], open_: Open, options: Options, told: Told
) -> tuple[Outcome, ...]:
    """Bring each target to what it lacks; the first one is the shared tables, which the schemas of tenants need."""
    require_right(history)
    _check_contract(history, options)
    first, *others = targets
    runner = _Runner(history=history, open_=open_, options=options, told=told, home=first.database)
    outcomes = [runner.run(first)]
    ready = outcomes[0].well

    def one(target: Target) -> Outcome:
        if target.tier == "B" and not ready:
            return Outcome(target=target, result="blocked", problem=f"waits for {first.name}, which is not ready")
        return runner.run(target)

    with ThreadPoolExecutor(max_workers=options.parallel) as pool:
        outcomes.extend(pool.map(one, others))
    return tuple(outcomes)


def lacking(
    target: Target, past: journal.Past, history: Sequence[Migration], contract: str = ""
) -> tuple[Migration, ...]:
    """What a target has not had yet, in order; a contract only where it is named."""
    return tuple(
        one
        for one in history
        if one.revision not in past.applied
        and (one.scope == "tenant" or target.whole_database)
        and (one.phase == "expand" or one.revision == contract)
    )


def altered(target: Target, past: journal.Past, history: Sequence[Migration]) -> list[str]:
    """The migrations that were applied with other statements than they have now."""
    return [
        one.revision
        for one in history
        if (entry := past.applied.get(one.revision)) and entry.digest != one.digest(target)
    ]


@dataclass(frozen=True, kw_only=True)
class _Runner:
    """What is the same for all targets of a run."""

    history: Sequence[Migration]
    open_: Open
    options: Options
    told: Told
    home: str
    """The environment's database, in which what belongs to the server is made."""

    def run(self, target: Target) -> Outcome:
        """One target; whatever happens to it is its own outcome."""
        done: list[str] = []
        try:
            with self.open_(self.home) as connection:
                _prepare(connection, target)
            with self.open_(target.database) as connection:
                if not _locked(connection, target, self.options):
                    problem = "another runner is at work on it; it goes on when that one has ended"
                    return Outcome(target=target, result="busy", problem=problem)
                self._bring_up(connection, target, done)
            if target.tier == "C":
                with self.open_(self.home) as connection:
                    register.at_home(connection, target)
        except Exception as error:  # noqa: BLE001 # one target's trouble is no other's
            problem = one_line(error) if isinstance(error, psycopg.Error) else str(error) or type(error).__name__
            self.told(f"{target.name}: {problem}")
            return Outcome(target=target, result="failed", applied=tuple(done), problem=problem)
        return Outcome(target=target, result="applied" if done else "current", applied=tuple(done))

    def _bring_up(self, connection: Connection, target: Target, done: list[str]) -> None:
        past = journal.past_of(connection, target)
        steps = lacking(target, past, self.history, self.options.contract)
        if self.options.unfinished_only and not steps and not past.unfinished:
            return
        if changed := altered(target, past, self.history):
            raise DatabaseError(f"{', '.join(changed)}: applied with other statements than it has now; write a new one")
        ground.make_schemas(connection, target)
        before = past.revision
        for migration in steps:
            step = Step(target=target, migration=migration, options=self.options, before=before)
            try:
                step.run(connection)
            except (psycopg.Error, DatabaseError) as error:
                line = one_line(error) if isinstance(error, psycopg.Error) else str(error)
                self._note_failure(step, connection, line)
                raise DatabaseError(f"{migration.revision}: {line}") from None
            self.told(f"{target.name}: {migration.revision} {migration.title}")
            done.append(migration.revision)
            before = migration.revision
        if target.tier != "A":
            register.in_place(connection, target)

    def _note_failure(self, step: Step, connection: Connection, line: str) -> None:
        """Write the failure by a connection that works; where there is none the entry `started` says enough."""
        with suppress(Exception):
            if not connection.closed:
                step.note_failure(connection, line)
                return
            with self.open_(step.target.database) as another:
                step.note_failure(another, line)


def _prepare(connection: Connection, target: Target) -> None:
    with connection.transaction():
        # Roles are the server's, and two who make the same one meet in its catalogue.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('portarium roles', 0))")
        ground.make_roles(connection, target)
    if target.tier == "C":
        ground.make_database(connection, target)


def _locked(connection: Connection, target: Target, options: Options) -> bool:
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{round(options.patience_seconds * 1000)}ms",))
    try:
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (f"portarium target {target.name}",))
    except psycopg.errors.LockNotAvailable:
        return False
    connection.execute("RESET lock_timeout")
    return True


def _check_contract(history: Sequence[Migration], options: Options) -> None:
    if not options.contract:
        return
    named = by_revision(history, options.contract)
    if named.phase != "contract":
        raise DatabaseError(f"{named.revision}: is an expand migration, which runs by itself")
    oldest, needed = options.oldest_running, named.oldest_release
    if oldest is None or oldest < needed:
        wanted = ".".join(map(str, needed))
        raise DatabaseError(
            f"{named.revision}: works with releases from {wanted} on; "
            "--oldest-running says that no older one runs or may be rolled back to"
        )
