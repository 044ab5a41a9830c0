"""The keys of a chart's values, with dots between their parts."""

from collections.abc import Iterator, Mapping
from typing import Any, cast


def keys_of(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Every key that is set, down to what is no mapping; an empty mapping is set itself."""
    for name, value in values.items():
        key = f"{before}{name}"
        if isinstance(value, Mapping) and value:
            yield from keys_of(cast("Mapping[str, Any]", value), f"{key}.")
        else:
            yield key
