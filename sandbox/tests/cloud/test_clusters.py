"""The clusters' processes follow AWS's record, whenever it changes."""

import time
from pathlib import Path
from threading import Condition, Event, RLock
from typing import Any, NoReturn

import pytest

from portarium_sandbox.cloud import clusters
from portarium_sandbox.cloud.clusters import Clusters
from portarium_sandbox.folder import Folder
from portarium_sandbox.patience import eventually


def _no_doubles(name: str) -> NoReturn:
    raise AssertionError(f"{name}: no cluster is started")


class UnfairCondition(Condition):
    """Lets whoever waits for the lock have it first, as the operating system may do."""

    def __exit__(self, *problem: Any) -> None:
        super().__exit__(*problem)
        time.sleep(0.2)


def test_a_change_during_a_look_at_the_record_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a cluster that is created as the last of many resources is never started."""
    changed = UnfairCondition(RLock())
    record: list[str] = []
    seen: list[int] = []
    looking = Event()

    def recorded() -> dict[str, Any]:
        looking.set()
        seen.append(len(record))
        time.sleep(0.05)
        return {}

    def change() -> None:
        with changed:
            record.append("change")
            changed.notify_all()

    monkeypatch.setattr(clusters, "recorded_clusters", recorded)
    followed = Clusters(
        folder=Folder(tmp_path),
        binary=tmp_path / "none",
        endpoint="http://cloud",
        changed=changed,
        doubles=_no_doubles,
    )
    followed.start()
    time.sleep(0.3)
    looking.clear()
    change()
    assert looking.wait(5)
    change()
    eventually(lambda: seen[-1], lambda last: last == len(record))
    followed.stop()
