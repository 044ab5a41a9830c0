"""Whether a migration is what it says: an expand step that takes something away, or holds others up, is refused.

Read are the statements that would be executed, without their comments and texts. What can't be read, a block of code
that makes statements of its own, is refused as well.
"""

import re
from collections.abc import Iterator, Sequence

from database.error import DatabaseError
from database.history import Migration

_SILENT = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|(?P<tag>\$[A-Za-z_]*\$).*?(?P=tag)",
    re.DOTALL,
)
_NAME = r"(?:ONLY )?(?:IF (?:NOT )?EXISTS )?(?P<table>[\w.\"]+)"
_CREATED = re.compile(rf"^CREATE TABLE {_NAME}")
_INDEX = re.compile(rf"^CREATE (?:UNIQUE )?INDEX (?P<beside>CONCURRENTLY )?.*? ON {_NAME}")
_ALTERED = re.compile(rf"^ALTER TABLE {_NAME} (?P<actions>.*)$")
_NEW_CONSTRAINT = re.compile(r"^ADD (?:CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b")
_VIEW = re.compile(r"^CREATE (?:OR REPLACE )?(?:TEMP(?:ORARY)? |RECURSIVE )*VIEW\b")

_NEVER: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"^(?:BEGIN|COMMIT|ROLLBACK|END|START TRANSACTION|SAVEPOINT|RELEASE)\b"), "ends its own transaction"),
    (re.compile(r"^(?:SET|RESET)\b"), "changes a setting of the session"),
    (re.compile(r"^DO\b"), "has code that nobody can read before it runs"),
)
_NOT_IN_EXPAND: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\bDROP\b(?! NOT NULL)"), "drops something"),
    (re.compile(r"^TRUNCATE\b|^DELETE\b"), "deletes rows"),
    (re.compile(r"^UPDATE\b"), "changes rows that somebody uses; fill them in steps beside the release"),
    (re.compile(r"\bRENAME\b"), "renames something"),
    (re.compile(r"\bALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b"), "changes a type"),
    (re.compile(r"\bSET NOT NULL\b"), "demands what rows may lack"),
    (re.compile(r"\bDISABLE\b|\bNO FORCE\b|^REVOKE\b"), "takes a protection or a right away"),
    (re.compile(r"^(?:LOCK|CLUSTER|VACUUM|REINDEX|REFRESH)\b"), "locks a table"),
)


def require_right(history: Sequence[Migration]) -> None:
    """Raise DatabaseError with a line for each migration that is not what it says."""
    problems = [f"{one.revision}: {problem}" for one in history for problem in problems_of(one)]
    if problems:
        raise DatabaseError("\n".join(problems))


def problems_of(migration: Migration) -> Iterator[str]:
    """What is wrong with a migration, in the order of its statements."""
    statements = [part for whole in migration.forward for part in _readable(whole)]
    made = {found["table"] for found in map(_CREATED.match, statements) if found}
    for statement in statements:
        rules = [*_NEVER, *(_NOT_IN_EXPAND if migration.phase == "expand" else ())]
        told = [text for pattern, text in rules if pattern.search(statement)]
        if migration.phase == "expand":
            told += [*_of_index(statement, made), *_of_table(statement, made)]
        told += _of_transaction(statement, migration)
        if _VIEW.match(statement) and "SECURITY_INVOKER" not in statement:
            told.append("makes a view that reads with its owner's eyes; add WITH (security_invoker)")
        yield from (f"{text}: {statement[:80]}" for text in told)
    if migration.phase == "contract" and not migration.backward:
        yield "is a contract without rollback; write its downgrade"


def _of_index(statement: str, made: set[str]) -> Iterator[str]:
    found = _INDEX.match(statement)
    if found and not found["beside"] and found["table"] not in made:
        yield "builds an index while writers wait; CONCURRENTLY, in a migration with transactional = False"


def _of_table(statement: str, made: set[str]) -> Iterator[str]:
    found = _ALTERED.match(statement)
    if not found or found["table"] in made:
        return
    for action in _actions(found["actions"]):
        if _NEW_CONSTRAINT.match(action):
            if "NOT VALID" not in action and "USING INDEX" not in action:
                yield "checks all rows while writers wait; NOT VALID, and VALIDATE CONSTRAINT in a later migration"
        elif action.startswith("ADD ") and "NOT NULL" in action and not re.search(r"\bDEFAULT\b|\bGENERATED\b", action):
            yield "adds a column that what runs does not fill; give it a default"


def _of_transaction(statement: str, migration: Migration) -> Iterator[str]:
    beside = re.search(r"\bCONCURRENTLY\b", statement)
    if beside and migration.transactional:
        yield "is CONCURRENTLY inside of a transaction; transactional = False"
    if not migration.transactional and (not beside or not re.search(r"\bIF (?:NOT )?EXISTS\b", statement)):
        yield "runs outside of a transaction and not twice; only CONCURRENTLY with IF NOT EXISTS or IF EXISTS does"


def _readable(whole: str) -> list[str]:
    """The statements of a text, in capitals, without comments, literals and the bodies of functions."""
    plain = _SILENT.sub(lambda found: " " if found[0].startswith(("--", "/*")) else "''", whole)
    return [" ".join(part.split()).upper() for part in plain.split(";") if part.strip()]


def _actions(text: str) -> list[str]:
    """What one ALTER TABLE does, by the commas outside of brackets."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [action.strip() for action in found]
