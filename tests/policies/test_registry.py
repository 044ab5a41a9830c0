"""The pack as a whole: every rule is in it, tested in its three answers, and documented."""

import ast
import re

import pytest

from policies.registry import RESOURCE_RULES, RULES, STACK_RULES
from policies.rule import Rule
from tests.meta.sources import ROOT

NAMES = {file.stem for file in (ROOT / "policies/rules").glob("*.py")} - {"__init__"}


def test_every_file_is_a_rule_of_the_pack() -> None:
    """The rule is named after its file, and the engine gets it by one of the two kinds."""
    assert {rule.name.replace("-", "_") for rule in RULES} == NAMES
    assert len(RESOURCE_RULES) + len(STACK_RULES) == len(RULES) == len(NAMES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_tested_in_its_three_answers(rule: Rule) -> None:
    """Its test module has something that passes, something that fails and something that is left out."""
    tree = ast.parse((ROOT / "tests/policies/rules" / f"test_{rule.name.replace('-', '_')}.py").read_text())
    tests = " ".join(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    for ending in ("pass(es)?", "fails?(_without_being_shown)?", "left_out"):
        assert re.search(rf"_{ending}( |$)", tests), f"{rule.name} has no test that ends in {ending}"


def test_every_rule_is_documented() -> None:
    """docs/policies.md lists the rules with what they demand, in the order of their names."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.*) \| (preview|end) \|$", (ROOT / "docs/policies.md").read_text(), re.MULTILINE
    )
    when = {True: "preview", False: "end"}
    assert rows == [(rule.name, rule.description, when[rule in RESOURCE_RULES]) for rule in RULES]
