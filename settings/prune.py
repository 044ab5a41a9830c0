"""Takes the malformed values out of a config, so that everything else in it can still be checked."""

from collections.abc import Mapping
from typing import cast

from pydantic import ValidationError

from settings.explain import place_of
from settings.shape import Location
from settings.stack_config import StackConfig


def prune(config: Mapping[str, object], error: ValidationError) -> tuple[StackConfig, set[Location]]:
    """Return the config without what `error` is about, and the places where something was taken out.

    When a group cannot do without a value that was taken out, the whole group is.
    """
    remaining: object = dict(config)
    removed: set[Location] = set()
    while True:
        places = {_removable(remaining, place_of(details)) for details in error.errors(include_url=False)}
        for place in places:
            remaining = _without(remaining, place)
        removed |= places
        try:
            return StackConfig.model_validate(remaining), removed
        except ValidationError as again:
            error = again


def _removable(value: object, location: Location) -> Location:
    """Return the location itself, or the nearest key above it: what is missing and a list's item cannot be removed."""
    removable: Location = ()
    for depth, part in enumerate(location, start=1):
        if isinstance(value, dict) and part in value:
            removable = location[:depth]
            value = cast("dict[int | str, object]", value)[part]
        elif isinstance(value, list) and isinstance(part, int):
            value = cast("list[object]", value)[part]
        else:
            break
    return removable


def _without(value: object, location: Location) -> object:
    """Copy along the location only: the rest may be nested deeper than Python likes to recurse."""
    head, rest = location[0], location[1:]
    if isinstance(value, dict) and head in value:
        mapping = dict(cast("dict[int | str, object]", value))
        if rest:
            mapping[head] = _without(mapping[head], rest)
        else:
            del mapping[head]
        return mapping
    if isinstance(value, list) and isinstance(head, int):
        items = list(cast("list[object]", value))
        items[head] = _without(items[head], rest)
        return items
    return cast("object", value)
