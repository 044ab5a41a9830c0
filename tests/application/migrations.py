"""The command line of migrations, with the application's traps: see `run`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.application.schema import MIGRATIONS, Migration, Phase
from tests.application.variables import Variables

LOCK = 839274651
GLOBAL = "global"
_IS_THERE = "SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'schema_migrations')"
_CONNECT_SECONDS = 5

Connection = psycopg.Connection[tuple[Any, ...]]


class RefusedError(Exception):
    """What ends it with exit code 1, in one line."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the arguments ask for."""

    phase: Phase
    tenants: tuple[str, ...]
    may_break: bool


def run(arguments: Sequence[str], variables: Variables) -> int:
    """Run a command and give the exit code.

    A value is the next argument, so that a flag and a value in one word are no flag. The lock is tried once. Where
    there is no journal, what is done is written into none. A status that nobody can know is that of nothing.
    """
    command = arguments[0] if arguments else "check"
    try:
        if command == "check":
            _say(f"Schema migration registry OK ({len(MIGRATIONS)} migrations).")
        elif command == "plan":
            for migration, target in _steps(_wanted(arguments), frozenset()):
                _say(f"v{migration.version} {migration.name} → {target}")
        elif command == "status":
            _status(_url(variables), _wanted(arguments))
        elif command == "apply":
            _apply(_url(variables), _wanted(arguments))
        else:
            sys.stderr.write(f"{command}: no command of the stand-in's; it has check, plan, status and apply\n")
            return 1
    except (RefusedError, psycopg.Error) as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return 1
    return 0


def _apply(url: str, wanted: Wanted) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        if not _one(connection, f"SELECT pg_try_advisory_lock({LOCK})"):
            raise RefusedError(f"another run has the lock {LOCK}")
        try:
            done = _take(connection, wanted)
        finally:
            # A session ends a moment after its client has left, and the next run does not wait for it.
            _one(connection, f"SELECT pg_advisory_unlock({LOCK})")
        _say(f"Apply ({wanted.phase}): {done or 'no'} step{'s' if done != 1 else ''}.")


def _take(connection: Connection, wanted: Wanted) -> int:
    has_journal = bool(_one(connection, _IS_THERE))
    steps = _steps(wanted, _journal(connection) if has_journal else frozenset())
    for migration, target in steps:
        _execute(connection, migration, target)
        if has_journal:
            connection.execute(
                "INSERT INTO schema_migrations VALUES (%s, %s, %s, %s, now())",
                (target, migration.version, migration.name, migration.phase),
            )
    return len(steps)


def _execute(connection: Connection, migration: Migration, target: str) -> None:
    for statement in migration.statements:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            raise RefusedError(f"v{migration.version} ({migration.name}) of {target} failed: {error}") from error


def _status(url: str, wanted: Wanted) -> None:
    applied: frozenset[tuple[str, int]] = frozenset()
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            if _one(connection, _IS_THERE):
                applied = _journal(connection)
    except psycopg.Error:
        applied = frozenset()
    every = [(one, target) for one in MIGRATIONS for target in _targets(one, wanted.tenants)]
    done = 0
    for migration, target in every:
        is_done = (target, migration.version) in applied
        scope, state = "Tenant" if migration.of_tenants else "Global", "applied" if is_done else "PENDING"
        _say(f"{migration.version:<10}{migration.phase:<12}{scope:<10}{target:<24}{state:<12}{migration.name}")
        done += is_done
    _say(f"Total: {len(every)} | Applied: {done} | Pending: {len(every) - done}")


def _steps(wanted: Wanted, applied: frozenset[tuple[str, int]]) -> list[tuple[Migration, str]]:
    of_phase = [migration for migration in MIGRATIONS if migration.phase == wanted.phase]
    if wanted.phase == "Contract" and not wanted.may_break:
        raise RefusedError(f"{of_phase[0].name} breaks the release before it; --allow-contract-breaking lets it")
    return [
        (migration, target)
        for migration in of_phase
        for target in _targets(migration, wanted.tenants)
        if (target, migration.version) not in applied
    ]


def _targets(migration: Migration, tenants: tuple[str, ...]) -> tuple[str, ...]:
    return tenants if migration.of_tenants else (GLOBAL,)


def _journal(connection: Connection) -> frozenset[tuple[str, int]]:
    return frozenset(connection.execute("SELECT target, version FROM schema_migrations").fetchall())  # pyright: ignore[reportReturnType]  (two columns)


def _one(connection: Connection, statement: str) -> Any:
    found = connection.execute(statement.encode()).fetchone()
    return found[0] if found else None


def _wanted(arguments: Sequence[str]) -> Wanted:
    phase = _after("--phase", arguments) or "expand"
    if phase not in ("expand", "contract"):
        raise RefusedError(f"--phase {phase}: expand or contract")
    tenants = tuple(part.strip() for part in (_after("--tenants", arguments) or "").split(",") if part.strip())
    return Wanted(
        phase="Expand" if phase == "expand" else "Contract",
        tenants=tenants or ("workspace-default",),
        may_break="--allow-contract-breaking" in arguments,
    )


def _after(flag: str, arguments: Sequence[str]) -> str | None:
    found = [*arguments, ""][arguments.index(flag) + 1] if flag in arguments else None
    return found or None


def _url(variables: Variables) -> str:
    if url := variables.get("DATABASE_URL", "").strip():
        return url
    raise RefusedError("DATABASE_URL is missing")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
