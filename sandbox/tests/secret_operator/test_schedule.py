"""A request is read again when it changed and when its time has come."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portarium_sandbox.kubernetes.times import duration, stamp
from portarium_sandbox.secret_operator.schedule import is_due, version_of

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _synced(*, interval: str = "1h", ago: timedelta = timedelta(minutes=5), **changed: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {"generation": 1, "annotations": {}}
    status = {"syncedResourceVersion": version_of(metadata), "refreshTime": stamp(_NOW - ago)}
    return {"metadata": {**metadata, **changed}, "spec": {"refreshInterval": interval}, "status": status}


@pytest.mark.parametrize(
    ("request_", "due"),
    [
        (_synced(), False),
        (_synced(ago=timedelta(hours=1)), True),
        (_synced(interval="0", ago=timedelta(days=9)), False),
        (_synced(generation=2), True),
        (_synced(annotations={"force-sync": "1"}), True),
        ({**_synced(), "status": {}}, True),
    ],
)
def test_what_makes_a_request_due(request_: dict[str, Any], due: bool) -> None:
    """Its time, another generation, another annotation, or that it never was."""
    assert is_due(request_, _NOW) is due


@pytest.mark.parametrize(("text", "seconds"), [("1h0m0s", 3600), ("90s", 90), ("1.5h", 5400), ("0", 0), ("200ms", 0.2)])
def test_durations_are_read_as_go_writes_them(text: str, seconds: float) -> None:
    """The API server keeps them as text."""
    assert duration(text).total_seconds() == seconds
