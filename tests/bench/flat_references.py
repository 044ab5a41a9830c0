"""Finds, in the text of an input, the outputs of other resources that it was made from, and writes them as Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

SHORTEST_REFERENCE = 6
"""Shorter outputs, such as `true` or a port, occur in other texts by chance."""

PLACES = frozenset({"region", "bucketRegion", "ownerId", "tagsAll"})
"""Outputs that many resources share, so that any text may hold them."""

SHORT_SHA = 7
SHA_VARIABLE = "image_sha"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One output of a resource: its value when the state was written, and the expression that yields it."""

    text: str
    expression: str


def sources_of(variable: str, resource: Mapping[str, Any], names: Mapping[str, str]) -> list[Source]:
    """Return what can be referred to of a resource, the best name of a value first."""
    outputs: Mapping[str, Any] = resource.get("outputs", {})
    found = [Source(text=resource["id"], expression=f"{variable}.id")]
    for key in sorted(outputs, key=lambda key: (key != "arn", key)):
        if key in PLACES or key not in names:
            continue
        value = outputs[key]
        if key == "metadata":
            found += _sources_in(f"{variable}.metadata.name", value.get("name"))
            continue
        given = resource.get("inputs", {}).get(key)
        # What was given inside an object or a map is known without the resource.
        known: set[str] = set() if isinstance(given, str) else {source.text for source in _sources_in("", given)}
        found += [source for source in _sources_in(f"{variable}.{names[key]}", value) if source.text not in known]
    return [source for source in found if len(source.text) >= SHORTEST_REFERENCE]


def image_sha_sources(image_sha: str) -> list[Source]:
    """Return the release's SHA and its abbreviations, which are what a promotion changes."""
    shorter = [
        Source(text=image_sha[:length], expression=f"{SHA_VARIABLE}[:{length}]")
        for length in range(len(image_sha) - 1, SHORT_SHA - 1, -1)
    ]
    return [Source(text=image_sha, expression=SHA_VARIABLE), *shorter]


def expression_of(text: str, sources: list[Source]) -> str:
    """Return a Python expression for a text: a literal, a reference, or both concatenated."""
    expressions: dict[str, str] = {}
    for source in sources:
        expressions.setdefault(source.text, source.expression)
    if not expressions:
        return repr(text)
    # The longest first: an ARN holds names that are outputs of their own.
    pattern = "|".join(re.escape(known) for known in sorted(expressions, key=len, reverse=True))
    parts = [expressions.get(part) or repr(part) for part in re.split(f"({pattern})", text) if part]
    if not parts:
        return repr(text)
    return parts[0] if len(parts) == 1 else f"pulumi.Output.concat({', '.join(parts)})"


def _sources_in(expression: str, value: Any) -> Iterator[Source]:
    if isinstance(value, str):
        yield Source(text=value, expression=expression)
    elif isinstance(value, list):
        for index, element in enumerate(cast("list[Any]", value)):
            yield from _sources_in(f"{expression}[{index}]", element)
    elif isinstance(value, dict):
        for key, element in cast("dict[str, Any]", value).items():
            yield from _sources_in(f"{expression}.{snake_case(key)}", element)


def snake_case(name: str) -> str:
    """Return the Python name of a nested property."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
