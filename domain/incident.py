"""The ticket of an incident."""

from typing import ClassVar

from domain.text import Text


class Incident(Text):
    """The ticket that justifies a break-glass grant."""

    pattern: ClassVar[str] = r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}"
    expected: ClassVar[str] = "an incident ticket"
    example: ClassVar[str] = "INC-1234"
