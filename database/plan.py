"""Where each target is, and what it lacks; nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from database import journal
from database.connection import Open, one_line, row
from database.error import DatabaseError
from database.history import Migration, by_revision
from database.refusal import require_right
from database.runner import altered, lacking
from database.target import Target


@dataclass(frozen=True, kw_only=True)
class Position:
    """A target and what it lacks."""

    target: Target
    past: journal.Past
    lacking: tuple[Migration, ...]
    problem: str = ""
    """Why it can't be migrated or read; empty where nothing is known to be in the way."""

    @property
    def well(self) -> bool:
        """Whether nothing is in the way and nothing was left unfinished."""
        return not self.problem and not self.past.unfinished


def positions(
    targets: Sequence[Target], history: Sequence[Migration], open_: Open, contract: str = ""
) -> tuple[Position, ...]:
    """Read the journals; a target that can't be read is told, and stops nobody from reading the others."""
    require_right(history)
    if contract and by_revision(history, contract).phase != "contract":
        raise DatabaseError(f"{contract}: is an expand migration, which runs by itself")
    return tuple(_position(target, history, open_, contract, home=targets[0].database) for target in targets)


def _position(target: Target, history: Sequence[Migration], open_: Open, contract: str, *, home: str) -> Position:
    past, problem = journal.Past(applied={}, last=None), ""
    try:
        with open_(home) as connection:
            there = row(connection, "SELECT 1 FROM pg_database WHERE datname = %s", target.database) is not None
        if there:
            with open_(target.database) as connection:
                past = journal.past_of(connection, target)
    except psycopg.Error as error:
        problem = one_line(error)
    except Exception as error:  # noqa: BLE001 # one target's trouble is no other's
        problem = str(error)
    if changed := altered(target, past, history):
        problem = f"{', '.join(changed)}: applied with other statements than it has now"
    if not problem and past.unfinished and past.last:
        how = past.last.error or "was begun, and nobody said how it ended"
        problem = f"{past.last.revision}: {how}; resume goes on with it"
    return Position(target=target, past=past, lacking=lacking(target, past, history, contract), problem=problem)
