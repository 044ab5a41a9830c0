"""The daily backup window and the weekly maintenance window of RDS, which refuses windows that overlap."""

import re
from dataclasses import dataclass

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = len(_DAYS) * _MINUTES_A_DAY
_MINIMUM_MINUTES = 30
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_BACKUP = re.compile(rf"{_TIME}-{_TIME}")
_MAINTENANCE = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}")


@dataclass(frozen=True)
class _Span:
    """Minutes of the week, from Monday 00:00 UTC; it may run over Sunday's midnight."""

    start: int
    length: int

    def meets(self, other: "_Span") -> bool:
        return (other.start - self.start) % _MINUTES_A_WEEK < self.length or (
            self.start - other.start
        ) % _MINUTES_A_WEEK < other.length


def windows_problem(backup: str, maintenance: str) -> str | None:
    """What is wrong with the two windows, both in UTC, and what would be right; `None` if nothing is."""
    backups = _backup_spans(backup)
    if isinstance(backups, str):
        return backups
    weekly = _maintenance_span(maintenance)
    if isinstance(weekly, str):
        return weekly
    if any(weekly.meets(daily) for daily in backups):
        return f"the maintenance window {maintenance} overlaps the daily backup window {backup}; move one of them"
    return None


def _backup_spans(window: str) -> list[_Span] | str:
    found = _BACKUP.fullmatch(window)
    if not found:
        return f"the backup window {window!r} is not a time span in UTC such as 02:00-03:00"
    start, end = _minutes(*found.groups()[:2]), _minutes(*found.groups()[2:])
    length = (end - start) % _MINUTES_A_DAY
    if length < _MINIMUM_MINUTES:
        return f"the backup window {window} is {length} minutes long; RDS needs {_MINIMUM_MINUTES}"
    return [_Span(day * _MINUTES_A_DAY + start, length) for day in range(len(_DAYS))]


def _maintenance_span(window: str) -> _Span | str:
    found = _MAINTENANCE.fullmatch(window)
    if not found:
        return f"the maintenance window {window!r} is not a time span in UTC such as sun:04:00-sun:05:00"
    start_day, start_hour, start_minute, end_day, end_hour, end_minute = found.groups()
    start = _DAYS.index(start_day) * _MINUTES_A_DAY + _minutes(start_hour, start_minute)
    end = _DAYS.index(end_day) * _MINUTES_A_DAY + _minutes(end_hour, end_minute)
    length = (end - start) % _MINUTES_A_WEEK
    if not _MINIMUM_MINUTES <= length <= _MINUTES_A_DAY:
        return f"the maintenance window {window} is {length} minutes long; RDS needs {_MINIMUM_MINUTES} to a day"
    return _Span(start, length)


def _minutes(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)
