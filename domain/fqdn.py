"""Domain names."""

from typing import ClassVar

from domain.text import Text, shown

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
"""One label of a domain name."""

TOP_LEVEL_LABEL = r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
"""The last label, which begins with a letter: an address is no name."""

_MAXIMUM_LENGTH = 253


class Fqdn(Text):
    """A fully qualified domain name in lower case, without the final dot."""

    pattern: ClassVar[str] = rf"({LABEL}\.)+{TOP_LEVEL_LABEL}"
    expected: ClassVar[str] = "a domain name in lower case"
    example: ClassVar[str] = "portarium.example"

    def check(self) -> None:
        """Refuse a name that is longer than DNS allows."""
        if len(self) > _MAXIMUM_LENGTH:
            raise ValueError(f"{shown(str(self))} is longer than the {_MAXIMUM_LENGTH} characters of a domain name")
