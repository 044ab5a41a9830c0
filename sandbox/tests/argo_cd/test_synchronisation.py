"""When an application is synchronised by itself, and how that goes on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox.argo_cd import operation
from portarium_sandbox.argo_cd.installation import Installation
from portarium_sandbox.argo_cd.operation import Surroundings
from portarium_sandbox.argo_cd.scope import Charts
from portarium_sandbox.argo_cd.status import difference
from portarium_sandbox.argo_cd.synchronisation import automated
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.kubeconfig import Cluster
from tests.argo_cd.objects import SOURCE, application, project

_NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
_OUT = {"sync": {"status": "OutOfSync", "revision": "v1.21.1"}}


def _last(phase: str, **more: Any) -> dict[str, Any]:
    result = {"source": SOURCE, "revision": "v1.21.1"}
    return {**_OUT, "operationState": {"phase": phase, "message": "why", "syncResult": result, **more}}


@pytest.mark.parametrize(
    ("policy", "status", "is_due"),
    [
        ({"automated": {}}, _OUT, True),
        ({"automated": {"enabled": False}}, _OUT, False),
        ({}, _OUT, False),
        ({"automated": {}}, {"sync": {"status": "Synced", "revision": "v1.21.1"}}, False),
        ({"automated": {}}, _last("Succeeded"), False),
        ({"automated": {"selfHeal": True}}, _last("Succeeded"), True),
        ({"automated": {"selfHeal": True}}, _last("Failed"), False),
    ],
)
def test_it_goes_by_itself(policy: dict[str, Any], status: dict[str, Any], *, is_due: bool) -> None:
    """Where it is automated, differs, and was not tried the same way already."""
    due, problem = automated(application(syncPolicy=policy), project(), status, _NOW)
    assert (due is not None) is is_due
    failed = status.get("operationState", {}).get("phase") == "Failed"
    assert problem == ("Failed last sync attempt to [v1.21.1]: why" if failed else "")


def test_a_closed_window_is_no_problem() -> None:
    """It just waits."""
    window = {"kind": "deny", "schedule": "* * * * *", "duration": "24h", "applications": ["*"]}
    assert automated(application(), project(syncWindows=[window]), _OUT, _NOW) == (None, "")


def _advanced(state: dict[str, Any], minutes: int = 0, **project_spec: Any) -> dict[str, Any]:
    """One more look at an operation of an application whose chart is on no list."""
    one = application(status={"operationState": state})
    nowhere = KubernetesClient(Cluster(server="http://127.0.0.1:1"))
    around = Surroundings(
        project=project(**project_spec),
        installation=Installation(api=nowhere, application=one, records=[]),
        charts=Charts(Path("none.json")),
        impersonates=False,
        now=_NOW.replace(minute=minutes),
    )
    return operation.advanced(one, around)


def test_a_failed_try_is_repeated_as_often_as_is_wanted() -> None:
    """Each time after a longer pause, and then it has failed."""
    asked = {"sync": {}, "retry": {"limit": 1, "backoff": {"duration": "1m", "factor": 2}}}
    state = operation.begun({**application(), "operation": asked}, _NOW)
    first = _advanced(state)
    assert (first["phase"], first["retryCount"]) == ("Running", 1)
    assert first["message"].endswith("Retrying attempt #1 at 12:01PM.")
    assert _advanced(first, minutes=1) == first
    last = _advanced(first, minutes=2)
    assert last["phase"] == "Error"
    assert last["message"].endswith("(retried 1 times).")
    kind, words = operation.completed_event(last)
    assert kind == "Warning"
    assert words.startswith("Sync operation to v1.21.1 failed: ComparisonError: ")


def test_what_the_double_does_not_honour_is_not_done() -> None:
    """A trial run would do nothing, and this one would."""
    state = operation.begun({**application(), "operation": {"sync": {"dryRun": True}}}, _NOW)
    assert _advanced(state)["message"] == "the sandbox's Argo CD does not honour operation.sync.dryRun"


def test_history_keeps_as_many_as_are_wanted() -> None:
    """The latest, each with a number of its own."""
    kept = [{"id": number} for number in range(3)]
    one = application(status={"history": kept}, revisionHistoryLimit=2)
    state = {"syncResult": {"revision": "1", "source": SOURCE}, "startedAt": "now", "operation": {}}
    assert [entry["id"] for entry in operation.history(one, state, _NOW)] == [2, 3]


def test_what_is_gone_is_null_in_a_patch() -> None:
    """Merged otherwise, values of the source before would stay."""
    before = {"a": {"old": 1, "same": 2}, "list": [1], "gone": 3}
    assert difference(before, {"a": {"same": 2, "new": 4}, "list": [2]}) == {
        "a": {"old": None, "new": 4},
        "list": [2],
        "gone": None,
    }
