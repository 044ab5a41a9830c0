"""What of a custom resource a double honours: of all else it says so, because to pass it over would be to pretend."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

Known = Mapping[str, Any]
"""The fields that are honoured: each with its own fields, with the values that are, or with `...` for any value."""


def strangers(given: Mapping[str, Any], known: Known, place: str = "spec") -> list[str]:
    """The places of fields and values that are not honoured, such as `spec.source.plugin`."""
    found: list[str] = []
    for key, value in given.items():
        here = f"{place}.{key}"
        if key not in known:
            found.append(here)
        else:
            found += _inside(value, known[key], here)
    return found


def _inside(value: Any, known: Any, place: str) -> list[str]:
    if known is ...:
        return []
    if isinstance(known, Mapping):
        rows = cast("list[Any]", value if isinstance(value, list) else [value])
        fields = cast("Known", known)
        return [each for row in rows for each in strangers(cast("Mapping[str, Any]", row), fields, place)]
    values = cast("Sequence[Any]", value if isinstance(value, list) else [value])
    permitted = cast("Sequence[Any]", known)
    return [f"{place}: {each}" for each in values if each not in permitted]
