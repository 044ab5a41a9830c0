"""Two secrets at their source, written lately, and a cluster that has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ops.operations.access import restarts
from tests.ops.operations.access.fake_cluster import FakeCluster
from tests.ops.operations.secrets.ground import Source, days_ago


@pytest.fixture
def source() -> Source:
    """Both have a value that is not due, older than the deployment that reads it."""
    made = Source()
    made.write("api/token", days_ago(10))
    made.write("gateway/token", days_ago(10))
    return made


@pytest.fixture
def cluster(source: Source, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCluster]:
    """A cluster whose pods run with what the source had, and which nobody waits for in vain for long."""
    monkeypatch.setattr(restarts, "SYNC_SECONDS", 0.5)
    monkeypatch.setattr(restarts, "ROLLOUT_SECONDS", 0.5)
    monkeypatch.setattr(restarts, "POLL_SECONDS", 0.05)
    made = FakeCluster(lambda: source.current("api/token"))
    yield made
    made.close()
