"""A point in time."""

from datetime import UTC, datetime
from typing import ClassVar

from domain.text import Text


class Instant(Text):
    """A point in time in UTC, as ISO 8601 writes it."""

    pattern: ClassVar[str] = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z"
    expected: ClassVar[str] = "a time in UTC"
    example: ClassVar[str] = '"2026-11-21T09:30:00Z" in quotes'

    def check(self) -> None:
        """Refuse a date or a time that does not exist."""
        try:
            datetime.fromisoformat(str(self))
        except ValueError:
            raise ValueError(self.refusal(str(self))) from None

    @property
    def time(self) -> datetime:
        """The same as a datetime with its zone."""
        return datetime.fromisoformat(str(self)).astimezone(UTC)
