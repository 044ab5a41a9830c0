"""The formulas of RDS's parameters: of numbers, of the memory of the instance's class, and of a few functions."""

import re
from collections.abc import Callable

_MEMORY = "DBInstanceClassMemory"
_TERM = re.compile(rf"\{{\s*({_MEMORY}|\d+)\s*(?:([*/])\s*(\d+))?\s*\}}|(\d+)")
_CALL = re.compile(r"(LEAST|GREATEST|SUM)\s*\((?P<arguments>[^()]*)\)", re.IGNORECASE)
_FUNCTIONS: dict[str, Callable[[list[int]], int]] = {"LEAST": min, "GREATEST": max, "SUM": sum}


class FormulaError(ValueError):
    """A formula that is none, or one that nobody has taught this module."""


def is_formula(text: str) -> bool:
    """Whether a value of a parameter is to be worked out."""
    return "{" in text


def value_of(text: str, memory: int) -> int:
    """Work a formula out, for a class with so many bytes of memory."""
    if (call := _CALL.fullmatch(text.strip())) is not None:
        return _FUNCTIONS[call[1].upper()]([_term(each, memory) for each in call["arguments"].split(",")])
    return _term(text, memory)


def _term(text: str, memory: int) -> int:
    found = _TERM.fullmatch(text.strip())
    if found is None:
        raise FormulaError(text)
    subject, operator, number, plain = found.groups()
    if plain:
        return int(plain)
    value = memory if subject == _MEMORY else int(subject)
    if operator == "*":
        return value * int(number)
    return value // int(number) if operator else value
