"""What an application says of itself, in the words that an operator needs."""

from typing import Any

import pytest

from ops.operations.platform.services import service_of


def application(**status: Any) -> dict[str, Any]:
    """An application as its cluster has it."""
    return {
        "metadata": {"name": "vault", "annotations": {"argocd.argoproj.io/sync-wave": "1"}},
        "spec": {"source": {"targetRevision": "0.34.1"}, "syncPolicy": {"automated": {"prune": True}}},
        "status": status,
    }


_SYNCED = {"status": "Synced"}
_HEALTHY = {"status": "Healthy"}
_HEALTHY_OBJECT = {"kind": "Service", "name": "vault", "health": {"status": "Healthy", "message": "all is well"}}
_SICK_OBJECT = {"kind": "StatefulSet", "name": "vault", "health": {"status": "Degraded", "message": "0 of 3"}}


@pytest.mark.parametrize(
    ("status", "state", "problem"),
    [
        ({}, "progressing", ""),
        ({"sync": _SYNCED, "health": _HEALTHY}, "ok", ""),
        ({"sync": {"status": "OutOfSync"}, "health": {"status": "Missing"}}, "waiting", ""),
        ({"sync": _SYNCED, "health": {"status": "Progressing"}}, "progressing", ""),
        ({"sync": _SYNCED, "health": {"status": "Degraded"}}, "failing", ""),
        (
            {"sync": _SYNCED, "health": {"status": "Degraded"}, "resources": [_HEALTHY_OBJECT, _SICK_OBJECT]},
            "failing",
            "StatefulSet vault: 0 of 3",
        ),
        (
            {"conditions": [{"type": "InvalidSpecError", "message": "not permitted\nin project"}]},
            "failing",
            "InvalidSpecError: not permitted in project",
        ),
        (
            {"sync": {"status": "OutOfSync"}, "operationState": {"phase": "Failed", "message": "one object"}},
            "failing",
            "one object",
        ),
        ({"sync": _SYNCED, "health": _HEALTHY, "conditions": [{"type": "OrphanedResourceWarning"}]}, "ok", ""),
    ],
)
def test_the_state_and_why(status: dict[str, Any], state: str, problem: str) -> None:
    """What waits for a person is told from what fails, and a warning is neither."""
    service = service_of(application(**status))
    assert (service.state, service.problem) == (state, problem)


def test_what_runs_is_what_was_installed_last() -> None:
    """The version that is declared may still wait."""
    service = service_of(application(history=[{"revision": "0.33.0"}, {"revision": "0.34.0"}]))
    assert (service.wave, service.wanted, service.running) == (1, "0.34.1", "0.34.0")
    assert service_of(application()).running == ""
