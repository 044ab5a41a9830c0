"""Kubernetes' quantities, as far as a container asks for its own."""

import math
import re
from decimal import Decimal

_WRITTEN = re.compile(r"([+-]?[0-9.]+)(?:([eE][+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i)?)")
_BINARY = {f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)}
_DECIMAL = {
    letter: Decimal(1000) ** power
    for power, letter in enumerate(("n", "u", "m", "", "k", "M", "G", "T", "P", "E"), start=-3)
}
_SUFFIXES = {**_BINARY, **_DECIMAL}


def parse(text: str) -> Decimal:
    """Read a quantity such as `250m` or `1Gi`."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(f"{text}: not a quantity")
    number, exponent, suffix = found.groups()
    return Decimal(number + (exponent or "")) * _SUFFIXES[suffix or ""]


def divided(text: str, divisor: str) -> str:
    """Give a quantity in units of another, rounded up as the kubelet does."""
    unit = parse(divisor or "1")
    return str(math.ceil(parse(text) / (unit or 1)))
