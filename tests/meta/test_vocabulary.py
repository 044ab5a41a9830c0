"""No word of the program is defined twice: a choice, a pattern, a fixed text or a port stands in one place.

Two definitions agree on the day they are written and on no other. What several modules need is in domain/, what one
package needs in one of its modules, and everybody imports it.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import cast

import pytest

from tests.meta.sources import PRODUCT, calls, dotted, trees

PORTS = "domain/ports.py"
MIGRATIONS = "database/migrations/"
"""Each declares by Alembic's names what it is; what another one declares is no reason to change it."""

_PATTERN_FUNCTIONS = {"compile", "fullmatch", "match", "search", "sub", "split", "findall", "finditer"}
_PORT_NAME = re.compile(r"(^|_)ports?($|_)", re.IGNORECASE)
_PORT_IN_A_URL = re.compile(r"://[^/\s]*:[0-9]+")

Finding = tuple[Hashable, str]
"""What is defined, comparable, and where."""
Definitions = Callable[[str, ast.Module], Iterator[Finding]]


def choices(path: str, tree: ast.Module) -> Iterator[Finding]:
    """Every `Literal` of several members, by the set of them; a member that is another choice counts as itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and dotted(node.value).rsplit(".", 1)[-1] == "Literal":
            members = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if len(members) > 1:
                yield frozenset(ast.unparse(member) for member in members), f"{path}:{node.lineno}"


def patterns(path: str, tree: ast.Module) -> Iterator[Finding]:
    """Every regular expression: the first argument of `re`'s functions, and the `pattern` of a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).startswith("re.") and node.args:
            if dotted(node.func).removeprefix("re.") in _PATTERN_FUNCTIONS and _is_text(node.args[0]):
                yield ast.unparse(node.args[0]), f"{path}:{node.lineno}"
        elif isinstance(node, ast.ClassDef):
            for name, value in _assigned(node.body):
                if name == "pattern" and _is_text(value) and ast.unparse(value) != "''":
                    yield ast.unparse(value), f"{path}:{value.lineno}"


def texts(path: str, tree: ast.Module) -> Iterator[Finding]:
    """Every constant of a module that is a text or a collection of texts, whatever it is called."""
    if path.startswith(MIGRATIONS):
        return
    for name, value in _assigned(tree.body):
        try:
            known = ast.literal_eval(value)
        except ValueError:
            continue
        if known and (isinstance(known, str) or _all_text(known)):
            yield repr(known), f"{path}:{value.lineno} {name}"


def ports(path: str, tree: ast.Module) -> Iterator[Finding]:
    """Every number that is given to something called a port, or stands for one in a URL."""
    if path == PORTS:
        return
    for node in ast.walk(tree):
        for name, value in _named(node):
            if _PORT_NAME.search(name) and any(type(part) is int for part in _constants(value)):
                yield f"{path}:{value.lineno}", f"{name} = {ast.unparse(value)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PORT_IN_A_URL.search(node.value):
            yield f"{path}:{node.lineno}", node.value


@pytest.mark.parametrize("definitions", [choices, patterns, texts])
def test_nothing_is_defined_twice(definitions: Definitions) -> None:
    """Two definitions of the same are one too many, also where their names differ."""
    found: defaultdict[Hashable, list[str]] = defaultdict(list)
    for path, tree in trees(*PRODUCT).items():
        for what, where in definitions(path, tree):
            found[what].append(where)
    assert {what: places for what, places in found.items() if len(places) > 1} == {}
    assert found


def test_a_text_of_the_vocabulary_is_spelled_nowhere_else() -> None:
    """What domain/ has a name for goes by its name: a key, an address or a pattern in quotes would be another one."""
    words = [value for _, tree in trees("domain").items() for value in _distinctive(tree)]
    outside = [(path, tree) for path, tree in trees(*PRODUCT).items() if not path.startswith("domain/")]
    assert words
    assert [
        f"{path}:{node.lineno}: {word}"
        for path, tree in outside
        for node in _spelled(tree)
        for word in words
        if word in str(node.value)
    ] == []


def test_a_port_is_spelled_among_the_ports() -> None:
    """Who serves and who is let through read the same number from domain/ports.py."""
    assert [finding for path, tree in trees(*PRODUCT).items() for finding in ports(path, tree)] == []


def test_a_stack_is_referred_to_in_one_way() -> None:
    """Only stacks/reference.py asks which organization and project this is, and puts a full name together."""
    asking = {
        path
        for path, tree in trees(*PRODUCT).items()
        for call in calls(tree)
        if dotted(call.func) in {"pulumi.get_organization", "pulumi.get_project"}
    }
    assert asking == {"stacks/reference.py"}


@pytest.mark.parametrize(
    ("definitions", "source", "found"),
    [
        (choices, 'A = Literal["a", "b"]\nclass B:\n    c: Literal["b", "a"]', 2),
        (choices, 'A = Literal["a"]\nB: typing.Literal[1, 2]', 1),
        (patterns, 're.compile(r"a+")\nre.fullmatch(f"{A}b", x)\nclass T(Text):\n    pattern: ClassVar[str] = "c"', 3),
        (patterns, 'line.split("a")\nclass T(Text):\n    pattern = ""', 0),
        (texts, 'A = "a"\n_B: tuple[str, ...] = ("b", "c")\nC = frozenset({"d"})\nD = 7\nE = f"{A}"\nF = ()', 2),
        (ports, "PORT = 80\nf(port=443, from_port=x, report=1)\nclass A:\n    metrics_ports: int = 9090", 3),
        (ports, "def f(a, port=80, *, metrics_port=9090, b): ...", 2),
        (ports, 'url = "http://collector.system.svc:4317"\nother = f"http://{host}:{port}"\nSUPPORT = 7', 1),
    ],
)
def test_the_checks_find_what_they_are_for(definitions: Definitions, source: str, found: int) -> None:
    """Aliases and annotations, formatted texts, attributes, arguments and URLs; nothing that only looks alike."""
    assert len(list(definitions("module.py", ast.parse(source)))) == found


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """The name and the value of each assignment among some statements."""
    for node in body:
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What a node gives a value to: a name, an argument of a call, or a parameter with a default."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        yield from _assigned([node])
    elif isinstance(node, ast.Call):
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg)
    elif isinstance(node, ast.arguments):
        positional = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
        given = zip([*positional, *node.kwonlyargs], [*node.defaults, *node.kw_defaults], strict=True)
        yield from ((argument.arg, default) for argument, default in given if default)


def _constants(value: ast.expr) -> list[object]:
    parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    return [part.value for part in parts if isinstance(part, ast.Constant)]


def _distinctive(tree: ast.Module) -> Iterator[str]:
    """The texts among a module's constants that are more than a word, and so mean only one thing."""
    for name, value in _assigned(tree.body):
        text = value.value if isinstance(value, ast.Constant) else None
        if not name.startswith("_") and isinstance(text, str) and not text.replace("-", "").isalnum():
            yield text


def _spelled(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text in quotes that is no docstring."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _all_text(known: object) -> bool:
    parts = cast("Iterable[object]", known) if isinstance(known, tuple | list | set) else (None,)
    return all(isinstance(part, str) for part in parts)
