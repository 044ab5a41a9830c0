"""The record of all components, `components/versions.json`, and that of the last tag."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.versions.comparison import FIRST, changes, is_at_least, needed
from tools.versions.surface import Surface

FILE = "components/versions.json"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A component as it was recorded."""

    version: str
    """Its semantic version."""
    surface: Surface
    """What it promised."""


Record = Mapping[str, Entry]


def read(root: Path) -> Record:
    """The record of this tree; empty before the first one."""
    file = root / FILE
    return parsed(file.read_text(encoding="utf-8")) if file.exists() else {}


def of_last_tag(root: Path) -> Record:
    """The record of the release before; empty where there is no tag, or none with a record."""
    tag = _git(root, "describe", "--tags", "--abbrev=0")
    text = _git(root, "show", f"{tag}:{FILE}") if tag else ""
    return parsed(text) if text else {}


def parsed(text: str) -> Record:
    """A record out of its file."""
    found: dict[str, dict[str, Any]] = json.loads(text)
    return {
        token: Entry(
            version=each["version"],
            surface=Surface(arguments=each["arguments"], outputs=each["outputs"], resources=tuple(each["resources"])),
        )
        for token, each in found.items()
    }


def rendered(record: Record) -> str:
    """The file of a record."""
    entries = {
        token: {
            "version": entry.version,
            "arguments": dict(entry.surface.arguments),
            "outputs": dict(entry.surface.outputs),
            "resources": list(entry.surface.resources),
        }
        for token, entry in sorted(record.items())
    }
    return json.dumps(entries, indent=2) + "\n"


def advanced(before: Record, now: Mapping[str, Surface]) -> Record:
    """The record with every change, each with the lowest version that it needs."""
    return {
        token: Entry(
            version=needed(before[token].version, changes(before[token].surface, surface))
            if token in before
            else FIRST,
            surface=surface,
        )
        for token, surface in now.items()
    }


def unrecorded(before: Record, now: Mapping[str, Surface]) -> list[str]:
    """What has changed since the record was written, a line each."""
    lines = [f"{token}: {FILE} has no such component any more" for token in sorted(before.keys() - now.keys())]
    for token, surface in now.items():
        if token not in before:
            lines.append(f"{token}: new; {FILE} wants it as {FIRST}")
            continue
        found = changes(before[token].surface, surface)
        lines += [
            f"{token} {before[token].version}: {change.what}; {needed(before[token].version, found)}"
            for change in found
        ]
    return lines


def too_low(tagged: Record, now: Record) -> list[str]:
    """The components whose version is too low for what has changed since the last tag."""
    return [
        f"{token}: {entry.version} is too low; {change.what} since {tagged[token].version}, which asks for {lowest}"
        for token, entry in sorted(now.items())
        if token in tagged
        for found in [changes(tagged[token].surface, entry.surface)]
        for lowest in [needed(tagged[token].version, found)]
        if not is_at_least(entry.version, lowest)
        for change in found[:1]
    ]


def _git(root: Path, *arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return ran.stdout.strip() if ran.returncode == 0 else ""
