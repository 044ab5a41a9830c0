"""The git commit that images are built from."""

from typing import ClassVar

from domain.text import Text, shown

_LENGTH = 40


class GitSha(Text):
    """A full git commit SHA; the only form in which an image is ever named."""

    pattern: ClassVar[str] = r"[0-9a-f]{40}"
    expected: ClassVar[str] = "a full git SHA (40 lower-case hex digits)"
    example: ClassVar[str] = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

    @classmethod
    def refusal(cls, value: object) -> str:
        """Name the usual mistakes: a tag, a short SHA, upper case, and a number that YAML made of digits."""
        text = value if isinstance(value, str) else str(value)
        if _is_number(text) and not text.isdigit():
            return f"{shown(text)} was read as a number; put the 40 digits in quotes"
        reason = f"{shown(text)} is not {cls.expected}"
        if _is_hexadecimal(text) and text.lower() != text:
            return f"{reason}; write it in lower case"
        if _is_hexadecimal(text) and len(text) != _LENGTH:
            return f"{reason}, it has {len(text)}; `git rev-parse <commit>` prints it in full"
        return f"{reason}; tags move, so no tag is ever deployed"


def _is_hexadecimal(text: str) -> bool:
    return bool(text) and all(character in "0123456789abcdefABCDEF" for character in text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "." in text or "e+" in text.lower()
