"""What a double honours of a custom resource."""

from typing import Any

import pytest

from portarium_sandbox.charts.honoured import strangers

_KNOWN = {"name": ..., "kind": ("Store",), "rows": {"key": ...}, "options": ("Prune=true",)}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"name": {"any": 1}, "kind": "Store", "rows": [{"key": 1}], "options": ["Prune=true"]}, []),
        ({"colour": "red"}, ["spec.colour"]),
        ({"kind": "Other"}, ["spec.kind: Other"]),
        ({"rows": [{"key": 1}, {"sum": 2}]}, ["spec.rows.sum"]),
        ({"options": ["Prune=true", "Force=true"]}, ["spec.options: Force=true"]),
    ],
)
def test_strangers_are_named_by_their_place(given: dict[str, Any], found: list[str]) -> None:
    """Fields, fields of rows and values of which only some are honoured."""
    assert strangers(given, _KNOWN) == found
