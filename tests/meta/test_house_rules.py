"""What the design asks of every file: short, named after what it is, and tests that say what they test."""

import ast
import re
import sys
from typing import TypeGuard

import pytest

from tests.meta.sources import PACKAGES, ROOT, TESTS, dotted, trees

LONGEST_FILE = 300
LONGEST_MAIN = 30
_EXPECTING = re.compile(r"(^|[._])(assert|require|expect|check|refuse|validate)")
# Deleting what has no counterpart outside the state does nothing: that no error comes back is all there is to see.
NO_ERROR_IS_ALL = {"sandbox/tests/providers/random/test_provider.py::test_delete"}
_IN_TESTS = tuple(f"{folder}/" for folder in TESTS)
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}

FUNCTIONS = {
    f"{path}::{node.name}": node
    for path, tree in trees(*TESTS).items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    if path.rsplit("/", 1)[-1].startswith("test_")
}


def test_files_are_short() -> None:
    """At most 300 lines a file; what needs more is two concepts."""
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in trees(*PACKAGES)}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_the_program_begins_in_thirty_lines() -> None:
    """`__main__.py` loads the settings, builds the environment and exports: no more."""
    assert len((ROOT / "__main__.py").read_text().splitlines()) <= LONGEST_MAIN


def test_modules_are_named_after_what_they_hold() -> None:
    """No drawer that anything fits into."""
    parts = {path: set(path.removesuffix(".py").split("/")) for path in trees(*PACKAGES)}
    assert [path for path, names in parts.items() if names & FORBIDDEN_NAMES] == []


def test_no_package_hides_one_of_pythons() -> None:
    """A top-level package called like a module of the standard library would be imported in its place, or never."""
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} | {file.stem for file in ROOT.glob("*.py")}
    assert packages
    assert (packages - {"__main__"}) & set(sys.stdlib_module_names) == set()


def test_every_module_says_what_it_is() -> None:
    """The first statement is a docstring; a package of nothing but tests needs none."""
    silent = [
        path
        for path, tree in trees(*PACKAGES).items()
        if ast.get_docstring(tree) is None and not (path.startswith(_IN_TESTS) and path.endswith("__init__.py"))
    ]
    assert silent == []


def test_every_test_says_in_one_sentence_what_it_tests() -> None:
    """One docstring of one sentence, so that a failure reads as the promise that is broken."""
    found = {name: ast.get_docstring(node) for name, node in FUNCTIONS.items()}
    assert [name for name, docstring in found.items() if not docstring] == []
    assert [name for name, docstring in found.items() if docstring and not docstring.rstrip().endswith(".")] == []
    paragraphs = [name for name, docstring in found.items() if docstring and "\n\n" in docstring]
    assert paragraphs == [], "one sentence; what needs a paragraph is two tests"


def test_every_test_expects_something() -> None:
    """An assertion, an expected error or a function that asserts: a test without one can't fail."""
    assert {name for name, node in FUNCTIONS.items() if not _expects(node)} <= NO_ERROR_IS_ALL


@pytest.mark.parametrize("mark", ["skip", "skipif", "xfail"])
def test_no_test_is_left_out_without_a_reason(mark: str) -> None:
    """Each skip and each expected failure says why, where it stands."""
    silent = [
        f"{path}:{node.lineno}"
        for path, tree in trees(*TESTS).items()
        for node in ast.walk(tree)
        if _is_mark(node, mark) and not _has_reason(node)
    ]
    assert silent == []


def _is_mark(node: ast.AST, mark: str) -> TypeGuard[ast.Call | ast.FunctionDef]:
    if isinstance(node, ast.Call):
        return dotted(node.func) in (f"pytest.mark.{mark}", f"pytest.{mark}")
    return isinstance(node, ast.FunctionDef) and any(dotted(d) == f"pytest.mark.{mark}" for d in node.decorator_list)


def _has_reason(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    given = [keyword.value for keyword in node.keywords if keyword.arg == "reason"] + list(node.args)
    return any(not (isinstance(value, ast.Constant) and not value.value) for value in given)


def _expects(test: ast.AST) -> bool:
    """Whether a test has an assertion, or calls something that by its name has one."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = dotted(node.func) or ast.unparse(node.func)
            if name.startswith("pytest.raises") or _EXPECTING.search(name):
                return True
    return False
