"""Looks for what nobody may have done: changed schemas, changed migrations, changed journals, changed evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg

from database import evidence, journal
from database.chain import End, Reading, read_chain
from database.connection import Connection, Open, as_owner, one_line
from database.history import Migration
from database.runner import altered
from database.shape import shape_of
from database.target import Target
from database.witness import Witness


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong, and where."""

    where: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was looked at, and what was found."""

    findings: list[Finding]
    seen: dict[str, End]
    """How far each chain goes, by its name."""


def verify(targets: Sequence[Target], history: Sequence[Migration], open_: Open, witness: Witness) -> Verified:
    """Look at every target, and at every chain that was witnessed before."""
    found = Verified(findings=[], seen={})
    unread: set[str] = set()
    for target in targets:
        try:
            with open_(target.database) as connection:
                _look_at(connection, target, history, witness, found)
        except psycopg.Error as error:
            found.findings.append(Finding(where=target.name, problem=f"can't be read: {one_line(error)}"))
            unread |= {target.name, f"journal of {target.database}"}
        except Exception as error:  # noqa: BLE001 # what can't be read is a finding, and the others are looked at
            found.findings.append(Finding(where=target.name, problem=f"can't be read: {error}"))
            unread |= {target.name, f"journal of {target.database}"}
    for name, end in witness.items():
        if name not in found.seen and name.rpartition("/")[0] not in unread and name not in unread:
            problem = f"was witnessed with {end.number} rows, and is gone"
            found.findings.append(Finding(where=name, problem=problem))
    return found


def _look_at(
    connection: Connection, target: Target, history: Sequence[Migration], witness: Witness, found: Verified
) -> None:
    name = f"journal of {target.database}"
    if target.whole_database and journal.is_there(connection):
        with as_owner(connection):
            read = read_chain(
                journal.FIRST,
                journal.links(connection),
                head=journal.head(connection),
                witnessed=witness.get(name),
            )
        _keep(found, name, read)
    found.findings.extend(Finding(where=target.name, problem=line) for line in _drift(connection, target, history))
    with as_owner(connection, target.schema):
        known = evidence.workspaces(connection) if evidence.is_there(connection) else []
    for workspace in known:
        name = f"{target.name}/{workspace}"
        with as_owner(connection, target.schema):
            connection.execute("SELECT enter_workspace(%s)", (workspace,))
            read = read_chain(
                evidence.first(workspace),
                evidence.links(connection, workspace),
                head=evidence.head(connection, workspace),
                witnessed=witness.get(name),
            )
        _keep(found, name, read)


def _drift(connection: Connection, target: Target, history: Sequence[Migration]) -> Iterator[str]:
    past = journal.past_of(connection, target)
    for revision in altered(target, past, history):
        yield f"{revision} was applied with other statements than it has now"
    known = {one.revision for one in history}
    for revision in past.applied:
        if revision not in known:
            yield f"{revision} was applied, and this release does not know it"
    with as_owner(connection):
        if past.shape is not None and shape_of(connection, target) != past.shape:
            yield f"its schema is not as {past.revision} left it; somebody changed it by hand"


def _keep(found: Verified, name: str, read: Reading) -> None:
    found.seen[name] = read.end
    found.findings.extend(Finding(where=name, problem=problem) for problem in read.problems)
