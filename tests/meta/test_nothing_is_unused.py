"""Nothing of the product waits for a caller: a function is called, and what can be given is given by somebody."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tests.meta.sources import PRODUCT, ROOT, dotted, trees

CALLED_FROM_OUTSIDE = {
    "create_module": "Python's import system calls it on the loader of stacks/sdk_imports.py",
    "field_title_should_be_set": "pydantic calls it on the generator of settings/schema.py",
    "main": "the command line `portarium` begins with it, by pyproject.toml",
    "nullable_schema": "pydantic calls it on the generator of settings/schema.py",
}
"""What no line of the product names, and who calls it."""

AWAITED = {
    "NamespaceArgs.exception_reason": "goes with pod_standard",
    "NamespaceArgs.pod_standard": "agents on the nodes, which telemetry brings, need more than `restricted` allows",
}
"""What is there before the one who gives it, and who that will be."""

_COMMANDS = "@application.command,@application.callback"
_FOUND = re.compile(r"^(\S+:\d+): unused (\w+) '(\w+)'", re.MULTILINE)
_FOUND_SOMETHING = 3
_KINDS = {"class", "function", "import", "method", "property"}
_EVERYTHING = "**"


def test_everything_that_is_defined_is_used() -> None:
    """Tests are no callers: what only they use proves nothing but itself."""
    unused = {name: place for place, kind, name in _FOUND.findall(_vulture()) if kind in _KINDS}
    assert {name: place for name, place in unused.items() if name not in CALLED_FROM_OUTSIDE} == {}
    assert set(CALLED_FROM_OUTSIDE) <= set(unused), "what the product calls itself needs no reason here"


def test_everything_that_can_be_given_is_given() -> None:
    """A field that every caller leaves at its default is a setting that nobody can make."""
    given = _given()
    left_out = {
        f"{made.name}.{field}": path
        for path, made in _dataclasses()
        for field in _fields(made)
        if not {field, _EVERYTHING} & given[made.name]
    }
    assert {name: path for name, path in left_out.items() if name not in AWAITED} == {}
    assert set(AWAITED) <= set(left_out), "what is given needs no reason here"


def _vulture() -> str:
    """What vulture says; ended with another code, it could not look."""
    paths = [*PRODUCT, "__main__.py"]
    answer = subprocess.run(
        [sys.executable, "-m", "vulture", *paths, "--ignore-decorators", _COMMANDS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == _FOUND_SOMETHING, answer.stderr
    return answer.stdout


def _dataclasses() -> Iterator[tuple[str, ast.ClassDef]]:
    for path, tree in trees(*PRODUCT).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(d) for d in node.decorator_list):
                yield path, node


def _fields(made: ast.ClassDef) -> list[str]:
    return [
        node.target.id for node in made.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]


def _given() -> Mapping[str, set[str]]:
    """The keywords that each class is called with somewhere; all of them where it is called with a whole mapping."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for tree in trees(*PRODUCT).values():
        for name, call in _calls(tree, ""):
            positional = {_EVERYTHING} if call.args else set[str]()
            found[name] |= positional | {keyword.arg or _EVERYTHING for keyword in call.keywords}
    return found


def _calls(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the name that it calls; `cls` is the class around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            name = dotted(child.func).rpartition(".")[2]
            yield inside if name == "cls" else name, child
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else inside)
