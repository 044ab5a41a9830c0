"""Between the shapes of Pulumi properties and those of the AWS API, and whether two values mean the same.

Both sides nest the same things under nearly the same names; a type's table names the exceptions.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portarium_sandbox.providers.aws.policy_equivalence import are_equivalent, is_policy
from portarium_sandbox.providers.aws.schema import ResourceSchema, Shape
from portarium_sandbox.providers.properties import is_array, is_object


class Converter:
    """Converts values of one resource type, guided by its schema."""

    def __init__(self, schema: ResourceSchema, *, names: Mapping[str, str], camel_case: bool) -> None:
        self._schema = schema
        self._names = names
        self._camel_case = camel_case

    def api_name(self, name: str) -> str:
        """The API's name of a property: ``cidrBlock`` is ``CidrBlock`` unless the table says otherwise."""
        if name in self._names:
            return self._names[name]
        return name if self._camel_case else name[:1].upper() + name[1:]

    def to_api(self, value: Any, shape: Shape | None) -> Any:
        """A property's value as the API takes it; keys of maps are data and stay as they are."""
        if shape is None or value is None:
            return value
        if shape.kind == "object":
            members = self._schema.members_of(shape)
            return {
                self.api_name(key): self.to_api(item, members.get(key))
                for key, item in value.items()
                if item is not None
            }
        if shape.kind == "list":
            return [self.to_api(item, shape.element) for item in value]
        return value

    def from_api(self, value: Any, shape: Shape | None) -> Any:
        """An API value as the property; what the SDK has no property for is left out."""
        if shape is None or value is None:
            return value
        if shape.kind == "object":
            return self._block_from_api(value, shape)
        if shape.kind == "list" and is_array(value):
            return [self.from_api(item, shape.element) for item in value]
        return _scalar_from_api(value, shape)

    def _block_from_api(self, value: Any, shape: Shape) -> Any:
        if is_array(value):
            # A block that may occur once is a list of one in some APIs.
            value = value[0] if value else None
        if not is_object(value):
            return value
        members = self._schema.members_of(shape)
        found = {key: (value.get(self.api_name(key)), item) for key, item in members.items()}
        return {key: self.from_api(item, inner) for key, (item, inner) in found.items() if item is not None}


def _scalar_from_api(value: Any, shape: Shape) -> Any:
    if shape.kind == "integer" and isinstance(value, str | float):
        return int(value)
    if shape.kind != "string" or isinstance(value, str):
        return value
    if is_object(value):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def as_list(value: Any) -> list[Any]:
    """A list that may be left out."""
    return value or []


def as_map(value: Any) -> dict[str, Any]:
    """A map that may be left out."""
    return value or {}


def at_path(value: Any, path: str) -> Any:
    """What is at a dotted path such as ``Vpcs.0.VpcId``, or None."""
    for step in filter(None, path.split(".")):
        if is_array(value):
            index = int(step)
            value = value[index] if index < len(value) else None
        elif is_object(value):
            value = value.get(step)
        else:
            return None
    return value


def covers(actual: Any, expected: Any) -> bool:
    """Whether the actual value is what was asked for.

    The API may say more than was asked for; empty is absent, lists are sets, documents are compared as JSON.
    """
    if is_empty(expected):
        return is_empty(actual) or is_object(expected)
    if is_object(expected):
        return is_object(actual) and all(covers(actual.get(key), item) for key, item in expected.items())
    if is_array(expected):
        return is_array(actual) and _covers_each(actual, expected)
    if isinstance(expected, str) and isinstance(actual, str):
        return actual == expected or is_same_document(actual, expected)
    return actual == expected and isinstance(actual, bool) == isinstance(expected, bool)


def _covers_each(actual: list[Any], expected: list[Any]) -> bool:
    left = list(actual)
    for item in expected:
        match = next((index for index, other in enumerate(left) if covers(other, item)), None)
        if match is None:
            return False
        del left[match]
    return not left


def is_empty(value: Any) -> bool:
    """Whether a value is what the API leaves out: nothing, false, zero, or an empty text or collection."""
    return value is None or value in (False, 0, "", [], {})


def is_same_document(left: str, right: str) -> bool:
    """Whether two texts are the same JSON document, whatever its spacing and the order of its keys.

    Two policies of IAM are the same where AWS's provider takes them for the same.
    """
    if left[:1] not in ("{", "[") or right[:1] not in ("{", "["):
        return False
    try:
        documents = json.loads(left), json.loads(right)
    except ValueError:
        return False
    return are_equivalent(*documents) if all(map(is_policy, documents)) else documents[0] == documents[1]


def merged(given: Any, observed: Any) -> Any:
    """The observed value, completed by what was given and the API does not tell; as written where it is the same."""
    if is_object(given) and is_object(observed):
        return {
            **given,
            **{key: merged(given.get(key), item) for key, item in observed.items()},
        }
    if is_array(given) and is_array(observed):
        if len(given) == len(observed) and all(covers(*pair) for pair in zip(observed, given, strict=True)):
            return [merged(*pair) for pair in zip(given, observed, strict=True)]
        return given if given and covers(observed, given) else observed
    if given is not None and covers(observed, given):
        return given
    return observed
