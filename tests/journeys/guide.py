"""A page that people follow: its commands in order, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A page in Markdown, with what is the reader's own put into it."""

    text: str

    @classmethod
    def read(cls, path: Path, own: Mapping[str, str]) -> Guide:
        """Read a page; `own` are the reader's words for those of the page."""
        text = path.read_text(encoding="utf-8")
        for theirs, ours in own.items():
            assert theirs in text, f"{path}: {theirs} is nowhere on it"
            text = text.replace(theirs, ours)
        return cls(text=text)

    @property
    def sections(self) -> list[str]:
        """The titles, in their order."""
        return _SECTION.findall(self.text)

    def commands(self, section: str = "") -> list[str]:
        """The lines to be typed, of one section or of all."""
        return [line for fence in self.fences("sh", section) for line in fence.splitlines()]

    def fences(self, language: str, section: str = "") -> list[str]:
        """What stands there in a language, of one section or of all."""
        parts = _SECTION.split(self.text)
        bodies = dict(zip(parts[1::2], parts[2::2], strict=True))
        content = bodies[section] if section else self.text
        return [body for found, body in _FENCE.findall(content) if found == language]
