"""Compares an object's inputs as Kubernetes would: by what they mean, not by how they are written."""

from typing import Any

from portarium_sandbox.providers.differences import Change, compare
from portarium_sandbox.providers.kubernetes.inputs import normalized, same
from portarium_sandbox.providers.properties import UNKNOWN, Path, Properties, is_object


def changes_between(old: Properties, new: Properties) -> dict[Path, Change]:
    """Every place at which comparable inputs differ in meaning."""
    return {
        place: change
        for place, change in compare(old, new).items()
        if not same(_value_at(old, place), _value_at(new, place))
    }


def comparable(inputs: Properties) -> Properties:
    """Inputs of which equal objects have equal ones: no namespace is the default namespace."""
    inputs = normalized(inputs)
    metadata = inputs.get("metadata")
    if is_object(metadata):
        inputs["metadata"] = {**metadata, "namespace": metadata.get("namespace") or "default"}
    return inputs


def _value_at(properties: Any, place: Path) -> Any:
    for step in place:
        try:
            properties = properties[step]
        except (KeyError, IndexError, TypeError):
            return UNKNOWN
    return properties
