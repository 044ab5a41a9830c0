"""Removes a tenant that has a place of its own: its last backup first, and each part again until all of it is gone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from psycopg.sql import SQL, Identifier

from database import evidence, ground, register
from database.chain import read_chain
from database.connection import Connection, Open, as_owner
from database.error import DatabaseError
from database.target import Target

_TABLES = ("workspace", "evidence_head", "evidence_entry", "outbox_key", "outbox_event")


def remove(target: Target, open_: Open, backup: Path, home: str) -> int:
    """Write a tenant's rows to a file, then take its place away; return how many rows were written.

    A removal that was cut short goes on: what is gone already has its backup, and no other one is written.
    """
    with open_(home) as connection:
        state = register.state_of(connection, target.name, target.operations)
    if state not in ("active", "removing"):
        raise DatabaseError(f"{target.name}: {'was removed before' if state else 'is not in the register'}")
    kept = 0
    if state == "active":
        with open_(target.database) as connection:
            kept = _back_up(connection, target, backup)
        with open_(home) as connection:
            register.mark(connection, target, "removing")
    elif not backup.is_file():
        raise DatabaseError(f"{backup}: no such file; its removal has begun, and this is to be its backup")
    with open_(home) as connection:
        ground.remove(connection, target)
        register.mark(connection, target, "removed")
    return kept


def _back_up(connection: Connection, target: Target, backup: Path) -> int:
    """Write each row as a line of JSON, on the disk before anything is removed; a chain that is not whole ends it."""
    unfinished = backup.with_name(f".{backup.name}.new")
    count = 0
    with as_owner(connection, target.schema), unfinished.open("w", encoding="utf-8") as file:
        # One picture of all tables: nobody appends in between.
        connection.execute("LOCK TABLE evidence_head IN EXCLUSIVE MODE")
        connection.execute("SELECT enter_workspace(%s)", (target.name,))
        read = read_chain(
            evidence.first(target.name),
            evidence.links(connection, target.name),
            head=evidence.head(connection, target.name),
            witnessed=None,
        )
        if read.problems:
            raise DatabaseError(f"{target.name}: its chain is not whole: {read.problems[0]}")
        for table in _TABLES:
            with connection.cursor(name="backup") as cursor:
                rows = cursor.execute(SQL("SELECT to_json(kept) FROM {} AS kept").format(Identifier(table)))
                for (row,) in rows:
                    file.write(json.dumps({"table": table, "row": row}, sort_keys=True) + "\n")
                    count += 1
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(backup)
    return count
