"""Nothing empty is said to a cluster: the API server would not keep it, and a preview could show it as a change."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from tests.stacks.recorded import STACKS, recorded

KEPT = ("podSelector", "namespaceSelector", "selfSigned")
"""What means something when it is empty, and is kept."""

_VALUES = (".values", ".valuesObject")
"""What a chart is told is kept as it is written, and an empty list there takes the place of a default."""


@pytest.mark.parametrize("stack", STACKS)
def test_no_object_has_an_empty_list_or_map(stack: str) -> None:
    """Properties that have nothing to say are left out, in every object of every kind of environment."""
    objects = [made for made in recorded(stack).recording.resources if made.type.startswith("kubernetes:")]
    assert objects
    assert [f"{made.name}: {place}" for made in objects for place in _empty(made.inputs, "")] == []


def _empty(value: Any, place: str) -> Iterator[str]:
    if place.endswith(_VALUES):
        return
    if isinstance(value, dict | list) and not value and not place.endswith(KEPT):
        yield place
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _empty(item, f"{place}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _empty(item, f"{place}[{index}]")
