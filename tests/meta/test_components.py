"""Each component has a test, a page and a pinned type token, and hands its caller's options to nobody."""

import ast
import importlib.util
import json
from pathlib import Path

import pytest

from tests.meta.sources import ROOT, calls, component_classes, dotted
from tests.stacks.every_stack import every_recording
from tests.stacks.recorded import STACKS, recorded
from tools.versions.record import of_last_tag, read, too_low, unrecorded
from tools.versions.surface import surfaces

COMPONENTS = component_classes()
# It stands in front of the whole stack, so it can't stand inside a part of it.
GUARD = "pulumi:index:Stash"
TOKENS: dict[str, str] = json.loads((ROOT / "tests/components/type_tokens.json").read_text())


def _source_path(component: str) -> Path:
    return Path(*component.split(".")[:-1]).with_suffix(".py")


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_has_a_test_module(component: str) -> None:
    """It mirrors the component's own place, and names the class."""
    source = _source_path(component)
    test = ROOT / "tests" / source.parent / f"test_{source.name}"
    assert test.exists(), f"{source} has no {test.relative_to(ROOT)}"
    assert component.rsplit(".", 1)[-1] in test.read_text(), f"{test.relative_to(ROOT)} never names {component}"


def test_every_component_has_a_page() -> None:
    """`make docs` writes one for each, and none is out of date or left over."""
    specification = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    generate = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(generate)
    pages: dict[Path, str] = generate.component_pages()
    for component in COMPONENTS:
        page = ROOT / "docs" / _source_path(component).with_suffix(".md")
        assert page in pages, f"{component} has no page"
        assert f"## {component.rsplit('.', 1)[-1]}\n" in pages[page], f"{page} does not show {component}"
    stale = [page for page, text in pages.items() if not page.exists() or page.read_text() != text]
    assert [str(page.relative_to(ROOT)) for page in stale] == [], "run: make docs"


def test_type_tokens_are_pinned() -> None:
    """The token in each constructor is that of the table; another one would replace everything inside it."""
    found = {component: _token(node) for component, node in COMPONENTS.items()}
    assert found == TOKENS, "a renamed class keeps its token and gets an alias; tests/components/type_tokens.json"
    assert len(set(found.values())) == len(found), "two components share a type token"


def test_every_component_is_part_of_a_stack() -> None:
    """None is dead code: an environment, whatever its settings and before or after its delegation, or an account."""
    registered = {resource.type for recording in every_recording() for resource in recording.resources}
    assert {component: token for component, token in TOKENS.items() if token not in registered} == {}


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_registers_at_its_end(component: str) -> None:
    """`self.register()` is the constructor's last statement, so that no child and no output comes after it."""
    constructor = _constructor(COMPONENTS[component])
    last = constructor.body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call)
    assert dotted(last.value.func) == "self.register"


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_callers_options_go_to_the_component_alone(component: str) -> None:
    """`opts` is the last argument of `super().__init__` and read nowhere else: children get options of their own."""
    constructor = _constructor(COMPONENTS[component])
    reads = [node for node in ast.walk(constructor) if isinstance(node, ast.Name) and node.id == "opts"]
    assert [_called(call) for call in calls(constructor) if any(read in call.args for read in reads)] == [
        "super().__init__"
    ]
    assert len(reads) == 1, f"{component} uses its caller's opts more than once"


def test_every_change_of_a_component_is_in_a_version_of_it() -> None:
    """Who depends on one sees by its version whether a change concerns them."""
    record = read(ROOT)
    assert unrecorded(record, surfaces(every_recording())) == [], "run: make versions"
    assert too_low(of_last_tag(ROOT), record) == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_belongs_to_a_component(stack: str) -> None:
    """Only components, providers and prod's guard stand alone: a child without `self.child()` would be the stack's."""
    alone = [resource for resource in recorded(stack).recording.resources if "Stack::" in resource.parent]
    alone += [resource for resource in recorded(stack).recording.resources if not resource.parent]
    assert [r.urn for r in alone if r.custom and not r.type.startswith(("pulumi:providers:", GUARD))] == []


def _called(call: ast.Call) -> str:
    """What is called, as it is written."""
    return ast.unparse(call.func)


def _constructor(component: ast.ClassDef) -> ast.FunctionDef:
    return next(node for node in component.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")


def _token(component: ast.ClassDef) -> str:
    parent = next(call for call in calls(_constructor(component)) if _called(call) == "super().__init__")
    token = parent.args[0]
    assert isinstance(token, ast.Constant), f"{component.name}: the type token is a literal"
    return str(token.value)
