"""Time windows (UTC) in which RDS may take backups and do maintenance."""

from typing import ClassVar

from domain.text import Text, shown

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY
_MINIMUM_MINUTES = 30
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)"


class DailyWindow(Text):
    """A window of every day, such as 02:00-03:00."""

    pattern: ClassVar[str] = rf"{_TIME}-{_TIME}"
    expected: ClassVar[str] = "a daily window in UTC"
    example: ClassVar[str] = "02:00-03:00"

    def check(self) -> None:
        """Refuse a window that is shorter than RDS accepts."""
        _refuse_short(str(self), self.spans[0])

    @property
    def spans(self) -> tuple[range, ...]:
        """The window on each day, in minutes since Monday 00:00."""
        begin, end = (_minutes(part) for part in self.split("-"))
        length = (end - begin) % _MINUTES_A_DAY
        return tuple(range(start, start + length) for start in range(begin, _MINUTES_A_WEEK, _MINUTES_A_DAY))


class WeeklyWindow(Text):
    """A window of one day a week, such as sun:04:00-sun:05:00."""

    pattern: ClassVar[str] = rf"{_DAY}:{_TIME}-{_DAY}:{_TIME}"
    expected: ClassVar[str] = "a weekly window in UTC"
    example: ClassVar[str] = "sun:04:00-sun:05:00"

    def check(self) -> None:
        """Refuse a window that is shorter than RDS accepts."""
        _refuse_short(str(self), self.span)

    @property
    def span(self) -> range:
        """The window in minutes since Monday 00:00; one over Sunday night ends after the week."""
        begin, end = (_DAYS.index(part[:3]) * _MINUTES_A_DAY + _minutes(part[4:]) for part in self.split("-"))
        return range(begin, begin + (end - begin) % _MINUTES_A_WEEK)

    def collides_with(self, daily: DailyWindow) -> bool:
        """Tell whether the daily window falls into this one on any day, across midnight and the week's end too."""
        shifts = (-_MINUTES_A_WEEK, 0, _MINUTES_A_WEEK)
        return any(
            span.start + shift < self.span.stop and self.span.start < span.stop + shift
            for span in daily.spans
            for shift in shifts
        )


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:5])


def _refuse_short(text: str, span: range) -> None:
    if len(span) < _MINIMUM_MINUTES:
        raise ValueError(f"{shown(text)} is {len(span)} minutes; RDS needs at least {_MINIMUM_MINUTES}")
