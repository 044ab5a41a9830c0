"""When a sync window lets a change in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portarium_sandbox.argo_cd.window import WindowError, can_sync
from tests.argo_cd.objects import application, project

_SUNDAY_NOON = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
_ALWAYS: dict[str, Any] = {"kind": "deny", "schedule": "* * * * *", "duration": "24h", "applications": ["*"]}


def _can(windows: list[dict[str, Any]], *, manual: bool = False) -> bool:
    return can_sync(application(), project(syncWindows=windows), _SUNDAY_NOON, manual=manual)


def test_a_gate_is_open_to_people_alone() -> None:
    """The window that always denies, with and without manual synchronisations."""
    assert _can([])
    assert not _can([{**_ALWAYS, "manualSync": True}])
    assert _can([{**_ALWAYS, "manualSync": True}], manual=True)
    assert not _can([_ALWAYS], manual=True)
    assert not _can([{**_ALWAYS, "manualSync": True}, _ALWAYS], manual=True)


@pytest.mark.parametrize(
    ("field", "value", "concerned"),
    [
        ("applications", "cert*", True),
        ("applications", "vault", False),
        ("namespaces", "system", True),
        ("clusters", "https://kubernetes.default.svc", True),
        ("clusters", "in-cluster", False),
    ],
)
def test_a_window_concerns_what_it_names(field: str, value: str, *, concerned: bool) -> None:
    """By application, namespace or cluster, as the application itself writes it."""
    window = {**_ALWAYS, "applications": [], field: [value]}
    assert _can([window]) is not concerned


@pytest.mark.parametrize(
    ("schedule", "duration", "zone", "active"),
    [
        ("0 12 * * *", "1h", "", True),
        ("0 11 * * *", "1h", "", False),
        ("30 11 * * 0", "45m", "", True),
        ("30 11 * * 1-5", "45m", "", False),
        ("0 13 * * *", "1h", "Europe/Berlin", True),
        ("*/15 12 1 3 *", "1m", "", True),
        ("0 8,12 * * *", "10m", "", True),
    ],
)
def test_a_window_opens_by_its_schedule(schedule: str, duration: str, zone: str, *, active: bool) -> None:
    """At noon of a Sunday."""
    window = {**_ALWAYS, "schedule": schedule, "duration": duration, "timeZone": zone}
    assert _can([window]) is not active


def test_outside_of_what_is_allowed_nothing_goes_in() -> None:
    """Where there are windows that allow, one of them has to be open."""
    allowed = {"kind": "allow", "schedule": "0 12 * * *", "duration": "1h", "applications": ["*"]}
    assert _can([allowed])
    assert not _can([{**allowed, "schedule": "0 14 * * *"}])
    assert _can([{**allowed, "schedule": "0 14 * * *", "manualSync": True}], manual=True)


@pytest.mark.parametrize("schedule", ["0 12 * *", "0 12 * * MON", "0 12 1 * 1"])
def test_a_schedule_that_is_not_read_lets_nothing_in(schedule: str) -> None:
    """One that is wrong, and one that the double can't read."""
    with pytest.raises(WindowError, match="schedule"):
        _can([{**_ALWAYS, "schedule": schedule}])
