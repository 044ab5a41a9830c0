"""A resource type's properties, and whether given properties fit."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from portarium_sandbox.providers.properties import UNKNOWN, Asset, Properties, is_array, is_object

Kind = Literal["string", "boolean", "integer", "number", "list", "map", "object", "document", "any"]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The type of one property; a document is JSON text, or the object to make that text of."""

    kind: Kind
    optional: bool = False
    element: "Shape | None" = None
    """Of a list or map."""
    object: str = ""
    """The name of an object's type in `ResourceSchema.objects`."""


Objects = dict[str, dict[str, Shape]]


@dataclass(frozen=True, kw_only=True)
class ResourceSchema:
    """A resource type's input and output properties by the names they have on the wire."""

    token: str
    inputs: dict[str, Shape]
    outputs: dict[str, Shape]
    objects: Objects

    def problems(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """Pairs of property and reason for everything in the inputs that the SDK does not have."""
        yield from self._object_problems(inputs, self.inputs, "")

    def computed(self) -> list[str]:
        """The outputs that always have a value, though the program need not give one."""
        return [
            name
            for name, shape in self.outputs.items()
            if not shape.optional and (name not in self.inputs or self.inputs[name].optional)
        ]

    def members_of(self, shape: Shape) -> dict[str, Shape]:
        """The properties of an object type."""
        return self.objects[shape.object]

    def _object_problems(self, value: Properties, members: dict[str, Shape], place: str) -> Iterator[tuple[str, str]]:
        prefix = f"{place}." if place else ""
        for key, item in value.items():
            if key.startswith("__"):
                continue
            if key not in members:
                near = difflib.get_close_matches(key, members, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                yield f"{prefix}{key}", f"{self._class()} in the pulumi-aws SDK has no such property{hint}"
            else:
                yield from self._value_problems(item, members[key], f"{prefix}{key}")
        for key, shape in members.items():
            if not shape.optional and value.get(key) is None:
                yield f"{prefix}{key}", f"{self._class()} requires it"

    def _value_problems(self, value: Any, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
        if value is None or value is UNKNOWN or shape.kind == "any":
            return
        if not _fits(value, shape.kind):
            yield place, f"expected {_WORDS[shape.kind]}, got {_described(value)}"
        elif shape.kind == "object":
            yield from self._object_problems(value, self.members_of(shape), place)
        elif shape.element is not None and is_array(value):
            for index, item in enumerate(value):
                yield from self._value_problems(item, shape.element, f"{place}[{index}]")
        elif shape.element is not None and is_object(value):
            for key, item in value.items():
                yield from self._value_problems(item, shape.element, f"{place}.{key}")

    def _class(self) -> str:
        package, _, name = self.token.removeprefix("aws:").partition("/")
        return f"{package}.{name.rpartition(':')[2]}"


_WORDS: dict[Kind, str] = {
    "string": "a string",
    "boolean": "a boolean",
    "integer": "a whole number",
    "number": "a number",
    "list": "a list",
    "map": "a map",
    "object": "an object",
    "document": "JSON text or an object",
}


def _fits(value: Any, kind: Kind) -> bool:
    if kind == "string":
        # An asset stands for its text, as it does for the official provider.
        return isinstance(value, str | Asset)
    if kind == "document":
        return isinstance(value, str | dict)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        numbers = int if kind == "integer" else int | float
        return isinstance(value, numbers) and not isinstance(value, bool)
    return isinstance(value, list if kind == "list" else dict)


def _described(value: Any) -> str:
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    # Never the text itself: it may be secret.
    if isinstance(value, str):
        return "a string"
    return "a list" if is_array(value) else "a map"
