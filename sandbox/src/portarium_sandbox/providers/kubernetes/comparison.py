"""Compares an object's inputs as Kubernetes would: by what they mean, not by how they are written."""

from typing import Any

from portarium_sandbox.providers.differences import Change, compare
from portarium_sandbox.providers.kubernetes.inputs import normalized, same
from portarium_sandbox.providers.properties import Path, Properties, is_array, is_object


def changes_between(old: Properties, new: Properties) -> dict[Path, Change]:
    """Every place at which comparable inputs differ in meaning."""
    return {
        place: change
        for place, change in compare(old, new).items()
        if change is not Change.UPDATED or not same(_value_at(old, place), _value_at(new, place))
    }


def comparable(inputs: Properties) -> Properties:
    """Inputs of which equal objects have equal ones: no namespace is the default namespace."""
    inputs = normalized(inputs)
    metadata = inputs.get("metadata")
    if is_object(metadata):
        inputs["metadata"] = {**metadata, "namespace": metadata.get("namespace") or "default"}
    return inputs


def as_kept(inputs: Any, kept: Any, before: Any) -> Any:
    """Inputs without the empty lists and maps that the state's inputs had and the API server left out of the object.

    The official provider compares with the live object, and so do these: nothing said and an empty list said are one.
    """
    if is_object(inputs) and is_object(kept):
        said = before if is_object(before) else {}
        return {
            key: as_kept(value, kept.get(key), said.get(key))
            for key, value in inputs.items()
            if key in kept or not (_is_empty(value) and value == said.get(key))
        }
    if is_array(inputs) and is_array(kept):
        said = before if is_array(before) else []
        inside = [as_kept(*items) for items in zip(inputs, kept, said, strict=False)]
        return [*inside, *inputs[len(inside) :]]
    return inputs


def _is_empty(value: Any) -> bool:
    return (is_object(value) or is_array(value)) and not value


def _value_at(properties: Any, place: Path) -> Any:
    for step in place:
        properties = properties[step]
    return properties
