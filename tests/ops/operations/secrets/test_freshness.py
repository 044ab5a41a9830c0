"""How fresh secrets are: by their age at the source, and by when the cluster was written from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from ops.operations.error import OperationError
from ops.operations.secrets.freshness import Freshness, read_freshness
from ops.operations.secrets.report import report
from tests.ops.operations.access.fake_cluster import EXTERNAL_SECRET, FakeCluster
from tests.ops.operations.secrets.ground import NOW, Source, days_ago, plan, rotation

_SYNCED = datetime(2026, 11, 26, 10, 0, 1, tzinfo=UTC)


def look(source: Source, cluster: FakeCluster) -> Freshness:
    """Look at both sides now."""
    work = rotation(source, cluster)
    return read_freshness(work.plan, work.aws, work.restarts.cluster, NOW)


def test_the_oldest_counts_by_its_own_term(source: Source, cluster: FakeCluster) -> None:
    """Ten days are a ninth of ninety, and a third of thirty."""
    assert look(source, cluster).oldest_percent == pytest.approx(100 / 3)
    source.write("api/token", days_ago(99))
    assert look(source, cluster).oldest_percent == pytest.approx(110)


def test_a_secret_that_nobody_wrote_is_long_overdue(source: Source, cluster: FakeCluster) -> None:
    """It is missed as much as one that nobody renews."""
    source.versions["gateway/token"] = []
    assert look(source, cluster).oldest_percent > 200


def test_a_sync_that_fails_leaves_its_time_behind(source: Source, cluster: FakeCluster) -> None:
    """The time is that of the last one that went well, and the operator says what is in the way."""
    found = look(source, cluster)
    assert (found.since_sync, found.synced_at("api/token")) == (NOW - _SYNCED, _SYNCED)
    cluster.get(EXTERNAL_SECRET)["status"]["conditions"] = [{"type": "Ready", "status": "False", "message": "no"}]  # pyright: ignore[reportOptionalSubscript]
    [mirror] = look(source, cluster).mirrors
    assert (mirror.problem, mirror.synced_at) == ("no", _SYNCED)


def test_one_that_was_never_synced_counts_since_it_was_asked_for(source: Source, cluster: FakeCluster) -> None:
    """Nobody has looked at it."""
    found = cluster.get(EXTERNAL_SECRET)
    assert found is not None
    found["status"] = {}
    seen = look(source, cluster)
    assert (seen.since_sync, seen.synced_at("api/token")) == (timedelta(days=1), None)


def test_a_request_that_is_gone_is_one_line(source: Source, cluster: FakeCluster) -> None:
    """Nothing is told then, and the alarm takes silence for a missing sync."""
    content = plan()
    content["mirrors"][0]["externalSecret"] = "gone"
    work = rotation(source, cluster, content)
    with pytest.raises(OperationError, match="not found"):
        read_freshness(work.plan, work.aws, work.restarts.cluster, NOW)


def test_a_report_is_one_line_of_numbers_and_times(source: Source, cluster: FakeCluster) -> None:
    """As often as it is told; the stream is made by the first."""
    work = rotation(source, cluster)
    for _ in range(2):
        report(work.plan, look(source, cluster), work.aws, NOW)
    told = [json.loads(each["logEvents"][0]["message"]) for each in source.told]
    assert [(each["oldestPercent"], each["sinceSyncSeconds"]) for each in told] == [(33.3, 82799)] * 2
    assert told[0]["items"][0] == {
        "name": "api/token",
        "purpose": "api-token",
        "rotationFrequencyDays": 90,
        "writtenAt": "2026-11-17T09:00:00+00:00",
        "dueAt": "2027-02-15T09:00:00+00:00",
        "syncedAt": "2026-11-26T10:00:01+00:00",
    }
