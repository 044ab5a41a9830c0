"""Which version a change of a component needs: what breaks a caller or a state is major, what only adds is minor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tools.versions.surface import Surface

Step = Literal["major", "minor"]
FIRST = "1.0.0"
_DEFAULT = " = "


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    what: str
    """In words."""
    step: Step
    """What it asks of the version."""


def changes(before: Surface, after: Surface) -> list[Change]:
    """All that differs, in the order in which it is read."""
    return [
        *_of_mapping("argument", before.arguments, after.arguments),
        *_of_mapping("output", before.outputs, after.outputs),
        *(Change(f"resource {one} is gone", "major") for one in before.resources if one not in after.resources),
        *(Change(f"resource {one} is new", "minor") for one in after.resources if one not in before.resources),
    ]


def _of_mapping(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if name not in after:
            yield Change(f"{kind} {name} is gone", "major")
        elif name not in before:
            optional = kind == "output" or _DEFAULT in after[name]
            yield Change(
                f"{kind} {name} is new{'' if optional else ', and required'}", "minor" if optional else "major"
            )
        elif before[name] != after[name]:
            yield Change(f"{kind} {name} was {before[name]} and is {after[name]}", "major")


def needed(version: str, found: list[Change]) -> str:
    """The lowest version that may follow with these changes."""
    major, minor, _ = map(int, version.split("."))
    if any(change.step == "major" for change in found):
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if found else version


def is_at_least(version: str, other: str) -> bool:
    """Whether a version is another one or a later one."""
    return [int(part) for part in version.split(".")] >= [int(part) for part in other.split(".")]
