"""Reads the parts of objects as the API server leaves them: what is empty is absent."""

from collections.abc import Mapping
from typing import Any

Object = dict[str, Any]
"""A Kubernetes object, or a part of one, as JSON."""


def several(given: Mapping[str, Any], name: str) -> list[Object]:
    """Give a list of parts; an empty one where there is none."""
    return given.get(name) or []


def part(given: Mapping[str, Any], name: str) -> Object:
    """Give a part; an empty one where there is none."""
    return given.get(name) or {}


def words(given: Mapping[str, Any], name: str) -> list[str]:
    """Give a list of words."""
    return given.get(name) or []


def texts(given: Mapping[str, Any], name: str) -> dict[str, str]:
    """Give texts by name, as labels are."""
    return given.get(name) or {}
