"""A project's sync windows: when changes go in by themselves, and when a person may let them in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portarium_sandbox.argo_cd.pattern import matches
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.times import duration
from portarium_sandbox.pods.objects import Object, part, several, words

_FIELDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
"""Minute, hour, day of the month, month, day of the week."""
_EVERY_MINUTE: Final = "* * * * *"


class WindowError(SandboxError):
    """A window that can't be read: nothing is synced then."""


def can_sync(application: Object, project: Object, now: datetime, *, manual: bool) -> bool:
    """Whether an application may be synced now. Raises WindowError."""
    windows = [window for window in several(project["spec"], "syncWindows") if _concerns(window, application)]
    active = [window for window in windows if _is_active(window, now)]
    denials = [window for window in active if window.get("kind") == "deny"]
    if denials:
        return manual and all(window.get("manualSync") for window in denials)
    if any(window.get("kind") == "allow" for window in active):
        return True
    closed = [window for window in windows if window.get("kind") == "allow"]
    return not closed or (manual and all(window.get("manualSync") for window in closed))


def _concerns(window: Object, application: Object) -> bool:
    destination = part(application["spec"], "destination")
    told = {
        "applications": [application["metadata"]["name"]],
        "clusters": [destination.get("name", ""), destination.get("server", "")],
        "namespaces": [destination.get("namespace", "")],
    }
    return any(
        value and matches(pattern, value)
        for field, values in told.items()
        for pattern in words(window, field)
        for value in values
    )


def _is_active(window: Object, now: datetime) -> bool:
    """Whether the window opened some time before now and has not been open for its whole duration yet."""
    schedule, length = str(window.get("schedule", "")), duration(str(window.get("duration", "")))
    if schedule == _EVERY_MINUTE:
        return length > timedelta(minutes=1)
    fields = [set(_numbers(text, *limits)) for text, limits in zip(_parts(schedule), _FIELDS, strict=True)]
    local = now.astimezone(ZoneInfo(window.get("timeZone") or "UTC")).replace(tzinfo=UTC)
    minute = local.replace(second=0, microsecond=0)
    while minute > local - length:
        if _opens(minute, fields):
            return True
        minute -= timedelta(minutes=1)
    return False


def _opens(minute: datetime, fields: list[set[int]]) -> bool:
    minutes, hours, days, months, weekdays = fields
    return (
        minute.minute in minutes
        and minute.hour in hours
        and minute.day in days
        and minute.month in months
        and minute.isoweekday() % 7 in weekdays
    )


def _parts(schedule: str) -> list[str]:
    parts = schedule.split()
    if len(parts) != len(_FIELDS):
        raise WindowError(f"cannot parse schedule '{schedule}': expected {len(_FIELDS)} fields, found {len(parts)}")
    if parts[2] != "*" and parts[4] != "*":
        raise WindowError(f"the sandbox's Argo CD knows no schedule with days of both kinds: '{schedule}'")
    return parts


def _numbers(text: str, lowest: int, highest: int) -> Iterator[int]:
    for piece in text.split(","):
        span, _, step = piece.partition("/")
        first, _, last = span.partition("-")
        try:
            if span == "*":
                yield from range(lowest, highest + 1, int(step or 1))
            else:
                yield from range(int(first), int(last or (highest if step else first)) + 1, int(step or 1))
        except ValueError:
            raise WindowError(f"the sandbox's Argo CD can't read '{text}' in a schedule; it knows numbers") from None
