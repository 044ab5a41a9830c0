"""Patterns of names and addresses in projects, and what a leading exclamation mark makes of them."""

import re
from functools import cache
from typing import Final

_PIECE: Final = re.compile(r"\*\*|\*|\?|[^*?]+")


def matches(pattern: str, value: str, *, separator: str = "") -> bool:
    """Whether a value is as a pattern says; one star stays within its part where there is a separator."""
    if denies(pattern):
        return not matches(pattern[1:], value, separator=separator)
    return pattern == "*" or _expression(pattern, separator).fullmatch(value) is not None


def denies(pattern: str) -> bool:
    """Whether a pattern says what is not permitted."""
    return pattern.startswith("!")


def repository(address: str) -> str:
    """The address of a repository, as it is compared."""
    return address.strip().lower().removesuffix(".git")


@cache
def _expression(pattern: str, separator: str) -> re.Pattern[str]:
    one = f"[^{re.escape(separator)}]" if separator else "."
    meaning = {"**": ".*", "*": f"{one}*", "?": one}
    pieces: list[str] = _PIECE.findall(pattern)
    return re.compile("".join(meaning[piece] if piece in meaning else re.escape(piece) for piece in pieces), re.DOTALL)
