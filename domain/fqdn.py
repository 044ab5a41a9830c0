"""Domain names."""

from typing import ClassVar

from domain.text import Text, shown

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_MAXIMUM_LENGTH = 253


class Fqdn(Text):
    """A fully qualified domain name in lower case, without the final dot."""

    pattern: ClassVar[str] = rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?"
    expected: ClassVar[str] = "a domain name in lower case"
    example: ClassVar[str] = "portarium.example"

    def check(self) -> None:
        """Refuse a name that is longer than DNS allows."""
        if len(self) > _MAXIMUM_LENGTH:
            raise ValueError(f"{shown(str(self))} is longer than the {_MAXIMUM_LENGTH} characters of a domain name")
