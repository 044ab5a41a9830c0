"""The migrations in their order, each with the statements that it executes; Alembic reads and orders them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from database.error import DatabaseError
from database.target import Target

PLACE = Path(__file__).parent / "migrations"

Phase = Literal["expand", "contract"]
"""Expand adds what the release before lives with; contract takes away what no release needs any more."""
Scope = Literal["global", "tenant"]
"""What is made once in a database, or in each place that holds rows of tenants."""
Release = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step, as its file declares it."""

    revision: str
    title: str
    phase: Phase
    scope: Scope
    oldest_release: Release
    """The oldest release of the application that works on a database with this step."""
    transactional: bool
    """Whether it is executed in one transaction; an index built beside writers can't be."""
    forward: tuple[str, ...]
    """Its statements, with `<schema>`, `<operations>` and `<member>` where a target's names stand."""
    backward: tuple[str, ...]
    """The statements that undo it; none where there are none."""

    def statements(self, target: Target) -> tuple[str, ...]:
        """What is executed on a target, to the letter."""
        return tuple(self._for(target, statement) for statement in self.forward)

    def rollback(self, target: Target) -> tuple[str, ...]:
        """What would undo it on a target."""
        return tuple(self._for(target, statement) for statement in self.backward)

    def digest(self, target: Target) -> str:
        """The SHA-256 of what is executed on a target."""
        return hashlib.sha256("\n".join(self.statements(target)).encode()).hexdigest()

    def schema(self, target: Target) -> str:
        """The schema that its names without one are of."""
        return target.schema if self.scope == "tenant" else target.operations

    def _for(self, target: Target, statement: str) -> str:
        names = {"schema": self.schema(target), "operations": target.operations, "member": target.member}
        for name, value in names.items():
            statement = statement.replace(f"<{name}>", value)
        return statement


def read_history(place: Path = PLACE) -> tuple[Migration, ...]:
    """Read all migrations, each after those that it builds on; raise DatabaseError where one is not declared right."""
    folders = [str(folder) for folder in (place / "expand", place / "contract") if folder.is_dir()]
    script = ScriptDirectory(str(place), version_locations=folders)
    try:
        ordered = list(script.walk_revisions())[::-1]
    except CommandError as error:
        raise DatabaseError(f"{place}: {error}") from None
    return tuple(_read(Path(one.path), one.revision, one.branch_labels, one.module) for one in ordered)


def parse_release(text: str) -> Release:
    """A release by its number, so that an older one is less."""
    try:
        return tuple(int(part) for part in text.split("."))
    except ValueError:
        raise DatabaseError(f"{text} is not the number of a release, for example 0.1.0") from None


def _read(file: Path, revision: str, labels: set[str], module: Any) -> Migration:
    phase, scope = getattr(module, "phase", None), getattr(module, "scope", None)
    if phase not in get_args(Phase) or scope not in get_args(Scope) or not hasattr(module, "oldest_release"):
        raise DatabaseError(f"{file.name}: declares no phase, scope or oldest_release; each migration has all three")
    if labels != {phase}:
        raise DatabaseError(f"{file.name}: is of phase {phase} and on the branch {', '.join(labels) or 'of nobody'}")
    return Migration(
        revision=revision,
        title=(module.__doc__ or revision).splitlines()[0],
        phase=cast("Phase", phase),
        scope=cast("Scope", scope),
        oldest_release=parse_release(module.oldest_release),
        transactional=getattr(module, "transactional", True),
        forward=_rendered(module.upgrade),
        backward=_rendered(getattr(module, "downgrade", None)),
    )


class _Statements:
    """What Alembic writes a script to: each statement comes in one call."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def write(self, text: str) -> None:
        """Keep a statement without the indentation of the file that it stands in."""
        lines = text.strip().splitlines()
        margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
        self.found.append("\n".join([lines[0], *(line[margin:] for line in lines[1:])]))

    def flush(self) -> None:
        """Nothing waits."""


def _rendered(script: Callable[[], None] | None) -> tuple[str, ...]:
    if script is None:
        return ()
    kept = _Statements()
    options = {"as_sql": True, "output_buffer": kept}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options, dialect_opts={"paramstyle": "named"})
    with Operations.context(context):
        script()
    return tuple(kept.found)


def by_revision(history: Sequence[Migration], revision: str) -> Migration:
    """Find a migration by its name."""
    for one in history:
        if one.revision == revision:
            return one
    raise DatabaseError(f"{revision}: no migration; known are {', '.join(one.revision for one in history)}")
