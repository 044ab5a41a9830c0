"""The status of all environments, with a double of the engine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.operations import status
from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.migrations import Migrations
from ops.operations.restarts import Cut, Restart
from ops.operations.status import read_status
from ops.operations.workloads import Rollout, Workload
from tests.ops.operations.stand_in_engine import deployed, engine_with

_A, _B = "a" * 40, "b" * 40


def _workloads_are(
    monkeypatch: pytest.MonkeyPatch, rollout: Rollout, problem: str = "", *, schema: str = "", again: bool = False
) -> None:
    def read(_cluster: object, namespaces: object) -> list[Workload]:
        assert namespaces == {"control": "apps"}
        return [Workload(name="api", ready=2, wanted=3, rollout=rollout, problem=problem)]

    def sign_in(_kubeconfig: str, _variables: object) -> Cluster | None:
        return None

    def migrated(_cluster: object, _outputs: object) -> Migrations:
        return Migrations(job="migration-1", applied=2, pending=1, problem=schema)

    def restarts(_cluster: object, _namespaces: object, now: datetime) -> list[Restart]:
        ended = Restart(component="api", pod="api-1", times=1, code=1, reason="Error", at=now, crashes=False)
        return [ended] if again else []

    def cuts(_restarts: object, _outputs: object, _variables: object) -> tuple[list[Cut], str]:
        return [Cut(at=datetime.now(UTC), message="failover")], ""

    monkeypatch.setattr(status, "sign_in", sign_in)
    monkeypatch.setattr(status, "read_migrations", migrated)
    monkeypatch.setattr(status, "read_restarts", restarts)
    monkeypatch.setattr(status, "look_for_cuts", cuts)
    monkeypatch.setattr(status, "read_workloads", read)


def test_side_by_side_in_the_order_of_promotion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each environment is compared with the one before it; one without a stack is not deployed."""
    _workloads_are(monkeypatch, "complete")
    backend = engine_with(tmp_path, {"dev": deployed(_A, _B), "staging": deployed(_A)})

    dev, staging, prod = read_status(backend)

    assert (dev.name, dev.sha, dev.position, dev.health) == ("dev", _B, None, "ok")
    assert (staging.name, str(staging.position), staging.ready, staging.wanted) == ("staging", "1 behind dev", 2, 3)
    assert (prod.name, prod.sha, prod.position, prod.health) == ("prod", None, None, "not deployed")


def test_a_rollout_is_not_a_fault_and_a_stopped_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator is alarmed by what does not mend itself."""
    backend = engine_with(tmp_path, {"dev": deployed(_A)})

    _workloads_are(monkeypatch, "rolling")
    assert read_status(backend)[0].health == "rolling"
    _workloads_are(monkeypatch, "stopped", "api: its rollout has stopped")
    assert (read_status(backend)[0].health, read_status(backend)[0].problems) == (
        "degraded",
        ("api: its rollout has stopped",),
    )


def test_the_environments_own_status_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that is recovering is not well, however many pods it has."""
    _workloads_are(monkeypatch, "complete")
    backend = engine_with(tmp_path, {"dev": {**deployed(_A), "status": "recovering"}})

    assert read_status(backend)[0].problems == ("its status is recovering",)


def test_a_schema_that_lacks_something_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pods may be ready all the same; where nothing lacks, it is a note."""
    backend = engine_with(tmp_path, {"dev": deployed(_A)})

    _workloads_are(monkeypatch, "complete", schema="schema: lacks 2")
    dev, *_ = read_status(backend)
    assert (dev.health, dev.problems, dev.notes) == ("degraded", ("schema: lacks 2",), ())
    _workloads_are(monkeypatch, "complete")
    dev, *_ = read_status(backend)
    assert (dev.health, dev.notes) == ("ok", ("schema: 2 applied, 1 pending, by migration-1",))


def test_what_was_started_again_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs again, and is well."""
    _workloads_are(monkeypatch, "complete", again=True)

    dev, *_ = read_status(engine_with(tmp_path, {"dev": deployed(_A)}))

    assert (dev.health, dev.problems) == ("ok", ())
    assert dev.notes[0].startswith("api: 1 pod started again")
    assert "the database: failover at" in dev.notes[0]


def test_a_cluster_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    """What the stack knows is shown all the same, with the reason for the rest."""
    backend = engine_with(tmp_path, {"dev": deployed(_A, command="false"), "staging": deployed(_A, command="missing")})

    dev, staging, _ = read_status(backend)

    assert (dev.health, dev.sha, dev.workloads) == ("unreachable", _A, None)
    assert dev.problems == ("false: no token (it said nothing)",)
    assert staging.problems == ("missing is not on PATH; it signs in to the cluster",)


def test_a_backend_that_does_not_answer_is_one_error(tmp_path: Path) -> None:
    """Not the same line for each environment."""
    with pytest.raises(OperationError, match="stack dev: no such bucket"):
        read_status(engine_with(tmp_path, {}, broken=True))
