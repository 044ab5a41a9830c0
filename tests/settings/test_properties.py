"""Whatever is put into a configuration, only SettingsError comes out, one problem a line."""

import json
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from settings.error import SettingsError
from settings.model import Settings
from settings.resolve import resolve
from settings.stack_config import StackConfig
from tests.settings.configuration import NOW, configuration

_KEYS = [field.alias or name for name, field in StackConfig.model_fields.items()]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=12), children, max_size=4),
    max_leaves=12,
)


def _paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
    elif isinstance(value, list):
        items = enumerate(cast("list[Any]", value))
    return [path for key, item in items for path in ((*prefix, key), *_paths(item, (*prefix, key)))]


def _outcome(stack: str, config: dict[str, Any]) -> Settings | SettingsError:
    try:
        return resolve(stack, config, now=NOW)
    except SettingsError as error:
        return error


@given(stack=st.text(max_size=30), config=st.dictionaries(st.text(max_size=30), st.text(max_size=60) | json_values))
def test_any_stack_and_any_config_is_refused_properly(stack: str, config: dict[str, Any]) -> None:
    """Noise is refused with lines that can be printed, and nothing else happens."""
    outcome = _outcome(stack, config)

    assert isinstance(outcome, SettingsError)
    assert len(str(outcome).splitlines()) == len(outcome.problems) >= 1
    assert str(outcome).replace("\n", "").isprintable()


@given(key=st.sampled_from(_KEYS), value=st.text(max_size=80) | json_values.map(json.dumps))
def test_any_value_of_a_known_key_is_accepted_or_refused_properly(key: str, value: str) -> None:
    """A single key with any text leads to settings or to lines about the settings."""
    outcome = _outcome("prod", {**configuration("prod"), f"portarium:{key}": value})

    if isinstance(outcome, SettingsError):
        assert str(outcome).encode()
        assert all(problem.file and problem.text for problem in outcome.problems)
    else:
        assert outcome.environment.name == "prod"


@given(data=st.data())
def test_any_value_at_any_place_is_accepted_or_refused_properly(data: st.DataObject) -> None:
    """A correct configuration with one value replaced anywhere inside it never breaks the checks."""
    tree = {key: json.loads(text) if text[:1] in "{[" else text for key, text in configuration("prod").items()}
    path = data.draw(st.sampled_from(_paths(tree)))
    parent: Any = tree
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = data.draw(json_values)

    outcome = _outcome("prod", tree)

    if isinstance(outcome, SettingsError):
        assert str(outcome).encode()
        assert all("\n" not in problem.text for problem in outcome.problems)
    else:
        assert outcome.environment.name == "prod"


def test_nesting_deeper_than_python_recurses_is_refused() -> None:
    """A structure that would exhaust the stack is an ordinary problem."""
    outcome = _outcome("prod", {**configuration("prod"), "portarium:database": "[" * 100_000})

    assert isinstance(outcome, SettingsError)
    assert [problem.path for problem in outcome.problems] == ["database"]
