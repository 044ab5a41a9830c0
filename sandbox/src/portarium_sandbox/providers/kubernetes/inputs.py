"""Between what a program says of an object and what the API server keeps of it."""

import base64
import re
from decimal import Decimal
from typing import Any, Final

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.properties import UNKNOWN, Properties, Secret, is_array, is_object

_READ_ONLY_METADATA: Final = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
_QUANTITY: Final = re.compile(r"([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?")
_FACTORS: Final = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_SDK_PREFIX, _API_PREFIX = "x_kubernetes_", "x-kubernetes-"


def normalized(inputs: Properties) -> Properties:
    """Inputs without what is not the program's to say, and without the nulls that mean nothing was said."""
    cleaned: Properties = _without_nulls(inputs)
    cleaned.pop("status", None)
    metadata = cleaned.get("metadata")
    if is_object(metadata):
        cleaned["metadata"] = {key: value for key, value in metadata.items() if key not in _READ_ONLY_METADATA}
    return cleaned


def manifest(inputs: Properties) -> Object:
    """Inputs as the API server wants them; the SDK can't have dashes in the keys of CRD schemas."""
    return _renamed(inputs, _SDK_PREFIX, _API_PREFIX)


def outputs_of(live: Object) -> Properties:
    """A live object as the outputs of its resource, without the records of who manages which field."""
    outputs: Properties = _renamed(live, _API_PREFIX, _SDK_PREFIX)
    metadata = {key: value for key, value in outputs.get("metadata", {}).items() if key != "managedFields"}
    return {**outputs, "metadata": metadata}


def guarded(properties: Properties) -> Properties:
    """Properties in which the content of a Secret is secret, even where the program gave it as stringData."""
    if properties.get("kind") != "Secret" or properties.get("apiVersion") != "v1" or "data" not in properties:
        return properties
    return {**properties, "data": Secret(properties["data"])}


def planned_outputs(live: Object) -> Properties:
    """The outputs a dry run can promise: nothing that the API server makes up anew for the real object."""
    outputs = outputs_of(live)
    outputs.pop("status", None)
    metadata = {key: value for key, value in outputs["metadata"].items() if key not in _READ_ONLY_METADATA}
    return {**outputs, "metadata": metadata}


def drifted(inputs: Any, live: Any) -> Any:
    """The inputs as they would have to be to describe the live object: only fields the program sets, as they are now.

    What only looks different (``0.5`` and ``500m``) stays as the program wrote it.
    Items of a list that have names are found by them: what others add beside ours is not our drift.
    """
    if is_object(inputs) and is_object(live):
        # The API server leaves out what is false, zero or empty: a field that says so is not gone.
        return {
            key: drifted(value, live[key]) if key in live else value
            for key, value in inputs.items()
            if key in live or _is_zero(value)
        }
    if is_array(inputs) and is_array(live):
        if _are_named(inputs) and _are_named(live):
            by_name = {item["name"]: item for item in live}
            return [drifted(item, by_name[item["name"]]) for item in inputs if item["name"] in by_name]
        shared = [drifted(value, live[index]) for index, value in enumerate(inputs[: len(live)])]
        return shared + live[len(inputs) :]
    return inputs if same(inputs, live) else live


def with_string_data(outputs: Properties, inputs: Properties) -> Properties:
    """A live Secret's outputs with those keys as ``stringData`` that the program gives so; the API never returns it."""
    data: dict[str, str] = outputs.get("data") or {}
    wanted: Any = inputs.get("stringData")
    if outputs.get("kind") != "Secret" or not is_object(wanted):
        return outputs
    texts = {key: base64.b64decode(data[key]).decode(errors="replace") for key in wanted if key in data}
    return {**outputs, "stringData": texts}


def same(one: Any, other: Any) -> bool:
    """Whether two scalars mean the same to Kubernetes."""
    if one == other:
        return isinstance(one, bool) == isinstance(other, bool)
    if isinstance(one, (str, int, float)) and isinstance(other, (str, int, float)):
        quantity = _quantity(one)
        return quantity is not None and quantity == _quantity(other)
    return False


def imported(live: Object) -> Properties:
    """The inputs that would create a live object again."""
    return normalized(_renamed(live, _API_PREFIX, _SDK_PREFIX))


def _quantity(value: str | float) -> Decimal | None:
    if isinstance(value, bool):
        return None
    matched = _QUANTITY.fullmatch(str(value))
    if matched is None:
        return None
    number, unit = matched.group(1), matched.group(2) or ""
    factor = _FACTORS.get(unit)
    return Decimal(number) * factor if factor is not None else Decimal(f"{number}{unit}")


def _without_nulls(value: Any) -> Any:
    if is_object(value):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if is_array(value) else value


def _renamed(value: Any, prefix: str, replacement: str) -> Any:
    if is_object(value):
        return {
            (
                replacement + key[len(prefix) :].replace(prefix[1], replacement[1]) if key.startswith(prefix) else key
            ): _renamed(item, prefix, replacement)
            for key, item in value.items()
        }
    return [_renamed(item, prefix, replacement) for item in value] if is_array(value) else value


def _is_zero(value: Any) -> bool:
    if is_object(value):
        return all(_is_zero(item) for item in value.values())
    return all(_is_zero(item) for item in value) if is_array(value) else not value


def _are_named(items: list[Any]) -> bool:
    return all(is_object(item) and "name" in item for item in items)


def items_in(properties: Any, *steps: str) -> list[Any]:
    """The list at a place, empty when there is none."""
    found = place_in(properties, *steps)
    return found if is_array(found) else []


def place_in(properties: Any, *steps: str) -> Any:
    """The value at a place, None when it isn't there or not known yet."""
    for step in steps:
        properties = properties.get(step) if is_object(properties) else None
    return None if properties is UNKNOWN else properties
