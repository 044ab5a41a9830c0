"""Which commands run on a sandbox, read from the code of the journeys, and what else is to be said of a command."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tests.meta.documented_commands import Command, commands_in, shown
from tests.meta.sources import calls, dotted, trees

NEEDS_AWS = "needs aws"
"""What a page says of a section, or of itself, whose commands nothing but AWS answers."""

ELSEWHERE: Mapping[str, str] = {
    "make sandbox": "tests/journeys/test_start_pages.py",
    "make test": ".github/workflows/ci-infra.yml",
    "portarium audit checkpoint": "tests/ops/commands/test_audit.py",
    "portarium audit export": "tests/ops/commands/test_audit.py",
    "portarium audit key": "tests/ops/commands/test_audit.py",
    "portarium audit list": "tests/ops/commands/test_audit.py",
    "portarium audit prove": "tests/ops/commands/test_audit.py",
    "portarium audit show": "tests/ops/commands/test_audit.py",
    "portarium audit verify": "tests/ops/commands/test_audit.py",
    "portarium database apply": "tests/ops/commands/test_database_schema.py",
    "portarium database plan": "tests/ops/commands/test_database_schema.py",
    "portarium database remove": "tests/ops/commands/test_database_schema.py",
    "portarium database resume": "tests/ops/commands/test_database_schema.py",
    "portarium database status": "tests/ops/commands/test_database_schema.py",
    "portarium database verify": "tests/ops/commands/test_database_schema.py",
    "portarium database bootstrap": "stacks/database_jobs.py",
    "portarium database register": "stacks/database_jobs.py",
    "portarium database rotate": "stacks/database_jobs.py",
    "portarium database shell": "tests/ops/operations/test_database.py",
    "portarium images": "tests/ops/commands/test_images.py",
    "portarium local up": "tests/journeys/test_local_environment.py",
    "portarium settings check": "tests/ops/commands/test_settings.py",
}
"""Commands that run in CI in another way than by their words in a journey, and the file that has them do so.

Those of the database's jobs are executed by pods of the operations image, at each `up` of a sandbox.
"""

_JOURNEYS = ("tests/journeys", "sandbox/tests/journeys")
_FOLLOWED = {"README.md": "## Try it", "docs/index.md": "## Try it", "docs/operate/first-account.md": ""}
"""Pages whose commands a journey types as they stand there, and which section of it."""
_CALLERS = {"portarium": "portarium", "portarium_json": "portarium", "pulumi": "pulumi", "start_pulumi": "pulumi"}
"""Functions of the journeys that are given a command's words one by one, and the program that is called."""


@cache
def executed() -> frozenset[str]:
    """The name of every command that runs on a sandbox."""
    found = [*_called(), *_written(), *_followed()]
    return frozenset(Command("a journey", words).name for words in found if len(words) > 1)


def _followed() -> Iterator[tuple[str, ...]]:
    for page, section in _FOLLOWED.items():
        yield from (each.words for each in shown(page) if section in each.context)


def _called() -> Iterator[tuple[str, ...]]:
    for tree in trees(*_JOURNEYS).values():
        for call in calls(tree):
            program = _CALLERS.get(dotted(call.func).rpartition(".")[2])
            if program:
                yield (program, *_texts(call.args))


def _written() -> Iterator[tuple[str, ...]]:
    """Commands that are a line for a shell."""
    for tree in trees(*_JOURNEYS).values():
        for text in _texts(list(ast.walk(tree))):
            for line in text.splitlines():
                yield from (each.words for each in commands_in(line, "a journey"))


def _texts(nodes: Sequence[ast.AST]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
