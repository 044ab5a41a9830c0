"""What the application says of its schema, and what is made of it."""

from typing import Any, cast

import pytest

from ops.operations.cluster import Cluster
from ops.operations.error import OperationError
from ops.operations.migrations import Migrations, migrations_of, read_migrations

_JOB, _DONE = "migration-0123456789ab-00000000", "2026-11-27T00:00:00Z"
_HEAD = "version   phase       scope     target                  status      applied_at                  migration_id\n"


def _said(*steps: tuple[int, str, bool]) -> str:
    lines = [
        f"{version:<10}{phase:<12}{'Global':<10}{'global':<24}{'applied' if done else 'PENDING':<12}"
        f"{_DONE if done else '-':<28}{version:04}_step\n"
        for version, phase, done in steps
    ]
    applied = sum(done for *_, done in steps)
    total = f"Total: {len(steps)} | Applied: {applied} | Pending: {len(steps) - applied}\n"
    return "".join([_HEAD, "─" * 120 + "\n", *lines, "─" * 120 + "\n", total])


class _Cluster:
    """A double of a cluster: pods of one job, and what one of them wrote."""

    def __init__(self, phases: dict[str, str], log: str | OperationError) -> None:
        self._phases, self._log = phases, log

    def get(self, path: str) -> dict[str, Any]:
        assert path == f"/api/v1/namespaces/data-dev/pods?labelSelector=batch.kubernetes.io/job-name%3D{_JOB}"
        return {"items": [{"metadata": {"name": name}, "status": {"phase": of}} for name, of in self._phases.items()]}

    def text(self, path: str) -> str:
        assert path == "/api/v1/namespaces/data-dev/pods/second/log?container=migration"
        if isinstance(self._log, OperationError):
            raise self._log
        return self._log


def _read(log: str | OperationError, **phases: str) -> Migrations | None:
    outputs = {"migrations": {"job": _JOB, "completedAt": _DONE}, "namespaces": {"data": "data-dev"}}
    return read_migrations(cast("Cluster", _Cluster(phases, log)), outputs)


def test_the_pod_that_did_it_is_asked() -> None:
    """A first one may have failed."""
    found = _read(_said((1, "Expand", True), (3, "Contract", False)), first="Failed", second="Succeeded")
    assert found == Migrations(job=_JOB, completed=_DONE, applied=1, pending=1)
    assert found is not None
    assert found.note == f"schema: 1 applied, 1 pending, by {_JOB} at {_DONE}"


@pytest.mark.parametrize(
    ("log", "phases"),
    [
        ("", {}),
        (OperationError("no such node"), {"second": "Succeeded"}),
        ("Applied 3 steps.\n", {"second": "Succeeded"}),
    ],
    ids=["no pod", "no log", "another program"],
)
def test_what_nobody_says_is_not_known_and_no_fault(log: str | OperationError, phases: dict[str, str]) -> None:
    """A pod goes with its node, and the stack still knows the job and when it was done."""
    found = _read(log, **phases)
    assert found == Migrations(job=_JOB, completed=_DONE)
    assert found is not None
    assert found.note == f"schema: migrated by {_JOB} at {_DONE}; its pod says no more what is applied"


def test_nothing_applied_is_a_database_that_did_not_answer() -> None:
    """The application says so without an error."""
    found = migrations_of(_JOB, _DONE, _said((1, "Expand", False), (2, "Expand", False)))
    assert found.problem == (
        f"schema: {_JOB} found nothing applied, which it also says when the database does not answer"
    )


def test_what_expands_must_all_be_applied() -> None:
    """What contracts is for a later day, and a step for several targets counts once."""
    steps = ((1, "Expand", True), (2, "Expand", False), (2, "Expand", False), (3, "Contract", False))
    assert migrations_of(_JOB, _DONE, _said(*steps)).problem == f"schema: {_JOB} left 2 out"


def test_a_stack_that_never_named_a_job_says_nothing() -> None:
    """One of an older release, or without a workload that owns a schema."""
    assert read_migrations(cast("Cluster", _Cluster({}, "")), {"namespaces": {"data": "data-dev"}}) is None
