"""Reads what a request may leave out as if it were there, empty."""

from typing import Any


def as_map(value: Any) -> dict[str, Any]:
    """Give a structure, empty when it was left out."""
    return value or {}


def as_list(value: Any) -> list[Any]:
    """Give a list, empty when it was left out."""
    return value or []
