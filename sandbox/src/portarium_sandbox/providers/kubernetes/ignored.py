"""``ignoreChanges`` under server-side apply: a field that Pulumi does not look at must stay as it is in the cluster.

The engine already replaced the ignored inputs by the old ones.
Applying those would take a field back from whoever changed it meanwhile: replicas from an autoscaler.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.providers.differences import place_of
from portarium_sandbox.providers.kubernetes.inputs import items_in
from portarium_sandbox.providers.properties import Path, is_object


def with_ignored(desired: Object, live: Object, manager: str, ignored: Iterable[str]) -> Object:
    """What to apply so that ignored fields keep their live values.

    A field that only others manage is left out, so that it stays theirs; any other is sent with its live value,
    because leaving out a field of our own would delete it.
    """
    adjusted = copy.deepcopy(desired)
    for text in ignored:
        place = place_of(text)
        parent, step = _parent(adjusted, place)
        if parent is None:
            continue
        live_parent, _ = _parent(live, place)
        if _is_managed(live, place, manager, ours=False) and not _is_managed(live, place, manager, ours=True):
            if is_object(parent):
                parent.pop(step, None)
        elif live_parent is not None:
            parent[step] = copy.deepcopy(live_parent[step])
    return adjusted


def _parent(value: Any, place: Path) -> tuple[Any, Any]:
    """What holds the value at a place, and its key there; nothing when the place does not exist."""
    if not place:
        return None, None
    *way, last = place
    try:
        for step in way:
            value = value[step]
        value[last]
    except (KeyError, IndexError, TypeError):
        return None, None
    return value, last


def _is_managed(live: Object, place: Path, manager: str, *, ours: bool) -> bool:
    """Whether a field is managed by us, or by somebody else, in the API server's records."""
    return any(
        _owns(entry.get("fieldsV1") or {}, live, place)
        for entry in items_in(live, "metadata", "managedFields")
        if (entry.get("manager") == manager) is ours
    )


def _owns(fields: Mapping[str, Any], value: Any, place: Path) -> bool:
    for step in place:
        key = f"f:{step}" if isinstance(step, str) else _item_key(fields, value[step])
        if key is None or key not in fields:
            return False
        fields, value = fields[key], value[step]
    return True


def _item_key(fields: Mapping[str, Any], item: Any) -> str | None:
    """The record of a list's item, which is known by its identifying fields, not by its index."""
    for key in fields:
        if key.startswith("k:") and is_object(item):
            identity: Mapping[str, Any] = json.loads(key.removeprefix("k:"))
            if all(item.get(name) == value for name, value in identity.items()):
                return key
    return None
