"""Takes the malformed values out of a config, so that everything else in it can still be checked."""

from collections.abc import Mapping
from typing import cast

from pydantic import ValidationError

from settings.explain import place_of
from settings.shape import Location
from settings.stack_config import StackConfig


def prune(config: Mapping[str, object], error: ValidationError) -> StackConfig:
    """Return the config without the values that `error` is about; without their whole section when it needs them."""
    remaining = dict(config)
    for details in error.errors(include_url=False):
        remaining = cast("dict[str, object]", _without(remaining, place_of(details)))
    try:
        return StackConfig.model_validate(remaining)
    except ValidationError as second:
        sections = {str(details["loc"][0]) for details in second.errors(include_url=False)}
        return StackConfig.model_validate({key: value for key, value in remaining.items() if key not in sections})


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
    if isinstance(value, list) and isinstance(head, int) and rest:
        items = list(cast("list[object]", value))
        items[head] = _without(items[head], rest)
        return items
    return cast("object", value)
