"""All rules of the pack, each found by the name of its file."""

from importlib import import_module
from pathlib import Path

from policies.rule import ResourceRule, Rule, StackRule

_FOLDER = Path(__file__).with_name("rules")


def _read() -> tuple[Rule, ...]:
    files = sorted(file.stem for file in _FOLDER.glob("*.py") if file.stem != "__init__")
    return tuple(import_module(f"policies.rules.{name}").RULE for name in files)


RULES = _read()
RESOURCE_RULES = tuple(rule for rule in RULES if isinstance(rule, ResourceRule))
STACK_RULES = tuple(rule for rule in RULES if isinstance(rule, StackRule))
