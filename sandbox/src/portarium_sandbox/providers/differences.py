"""What changed between two sets of properties, and what the engine must do about it."""

import enum
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from portarium_sandbox.providers.properties import Path, Properties, is_array, is_object

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_STEP = re.compile(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.\[\]]+)')


class Change(enum.Enum):
    """What happened to one property."""

    ADDED = "added"
    DELETED = "deleted"
    UPDATED = "updated"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The answer to the engine's Diff: each changed place, and those whose change needs a new resource."""

    changes: Mapping[Path, Change] = field(default_factory=dict[Path, Change])
    replacements: Collection[Path] = ()
    delete_before_replace: bool = False


def compare(old: Any, new: Any, place: Path = ()) -> dict[Path, Change]:
    """Every place at which two values differ, as deep as both have the same shape.

    An unknown new value counts as a change, because it may become one.
    """
    if is_object(old) and is_object(new):
        changes: dict[Path, Change] = {}
        for key in old.keys() | new.keys():
            inside = (*place, key)
            if key not in new:
                changes[inside] = Change.DELETED
            elif key not in old:
                changes[inside] = Change.ADDED
            else:
                changes.update(compare(old[key], new[key], inside))
        return changes
    if is_array(old) and is_array(new):
        changes = {}
        for index in range(max(len(old), len(new))):
            inside = (*place, index)
            if index >= len(new):
                changes[inside] = Change.DELETED
            elif index >= len(old):
                changes[inside] = Change.ADDED
            else:
                changes.update(compare(old[index], new[index], inside))
        return changes
    same = old == new and isinstance(old, bool) == isinstance(new, bool)
    return {} if same else {place: Change.UPDATED}


def difference(
    old: Properties,
    new: Properties,
    *,
    replaces: Callable[[Path], bool],
    delete_before_replace: bool = False,
) -> Difference:
    """Compare two sets of inputs; ``replaces`` says whether a change at a place needs a new resource."""
    changes = compare(old, new)
    return Difference(
        changes=changes,
        replacements=[place for place in changes if replaces(place)],
        delete_before_replace=delete_before_replace,
    )


def text_of(place: Path) -> str:
    """A place in Pulumi's notation: ``spec.template["app.kubernetes.io/name"][0]``."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{escaped}"]'
    return text


def place_of(text: str) -> Path:
    """The place that a text in Pulumi's notation means; the reverse of `text_of`."""
    steps: list[str | int] = []
    for index, quoted, plain in _STEP.findall(text):
        if index:
            steps.append(int(index))
        else:
            steps.append(re.sub(r"\\(.)", r"\1", quoted) if quoted else plain)
    return tuple(steps)
