"""Differences between two sets of properties."""

from typing import Any

import pytest

from portarium_sandbox.providers.differences import Change, Difference, compare, difference, place_of, text_of
from portarium_sandbox.providers.properties import UNKNOWN, Path

COMPARISONS: list[tuple[Any, Any, dict[Path, Change]]] = [
    ({"a": 1}, {"a": 1}, {}),
    ({"a": 1}, {"a": 2}, {("a",): Change.UPDATED}),
    ({"a": 1}, {}, {("a",): Change.DELETED}),
    ({}, {"a": None}, {("a",): Change.ADDED}),
    ({"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 1}}, {("a", "b"): Change.UPDATED}),
    ({"a": [1, 2, 3]}, {"a": [1, 4]}, {("a", 1): Change.UPDATED, ("a", 2): Change.DELETED}),
    ({"a": [1]}, {"a": [1, {}]}, {("a", 1): Change.ADDED}),
    ({"a": {}}, {"a": []}, {("a",): Change.UPDATED}),
    ({"a": 1}, {"a": True}, {("a",): Change.UPDATED}),
    ({"a": "x"}, {"a": UNKNOWN}, {("a",): Change.UPDATED}),
]


@pytest.mark.parametrize(("old", "new", "changes"), COMPARISONS)
def test_compare(old: Any, new: Any, changes: dict[Path, Change]):
    """Each change is found at the deepest place that both sides have."""
    assert compare(old, new) == changes


def test_difference_lists_what_needs_a_replacement():
    """Only the places that the type can't change in place ask for a new resource."""
    found = difference({"a": 1, "b": 1}, {"a": 2, "b": 2}, replaces=lambda place: place == ("a",))
    assert found == Difference(
        changes={("a",): Change.UPDATED, ("b",): Change.UPDATED}, replacements=[("a",)], delete_before_replace=False
    )


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (("spec", "containers", 0, "image"), "spec.containers[0].image"),
        (("metadata", "labels", "app.kubernetes.io/name"), 'metadata.labels["app.kubernetes.io/name"]'),
        (("data", 'a"b'), 'data["a\\"b"]'),
    ],
)
def test_text_of(place: Path, text: str):
    """Places are written in the notation the engine reads, and read back from it."""
    assert text_of(place) == text
    assert place_of(text) == place
