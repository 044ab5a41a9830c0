"""Containers that were started again, and what explains it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.operations import restarts
from ops.operations.restarts import Cut, Restart, explain, look_for_cuts, read_cuts, restarts_of
from tests.ops.operations.scripted_aws import Answer, Refused, ScriptedAws

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
_HOST = {"databaseAddress": "portarium-dev-database.abc.eu-central-1.rds.amazonaws.com"}


def _pod(*, ago: timedelta, waiting: str = "", code: int = 1) -> dict[str, Any]:
    ended = {"exitCode": code, "reason": "Error", "finishedAt": (NOW - ago).strftime("%Y-%m-%dT%H:%M:%SZ")}
    state: dict[str, Any] = {"waiting": {"reason": waiting}} if waiting else {"running": {}}
    container = {"name": "api", "restartCount": 2, "state": state, "lastState": {"terminated": ended}}
    return {"metadata": {"name": "api-1"}, "status": {"containerStatuses": [container]}}


def _restart(pod: str, seconds: int, *, crashes: bool = False, code: int = 1, reason: str = "Error") -> Restart:
    at = NOW + timedelta(seconds=seconds)
    return Restart(component="api", pod=pod, times=1, code=code, reason=reason, at=at, crashes=crashes)


FAILOVER = Cut(at=NOW, message="Multi-AZ instance failover started.")


def test_a_pods_status_knows_of_the_last_day() -> None:
    """What was long ago is nobody's concern, unless it still waits for its next start."""
    recent, old, waits = timedelta(minutes=5), timedelta(days=2), timedelta(days=2)
    [found] = restarts_of(_pod(ago=recent), NOW)
    assert (found.component, found.pod, found.times, found.code, found.crashes) == ("api", "api-1", 2, 1, False)
    assert found.at == NOW - recent
    assert list(restarts_of(_pod(ago=old), NOW)) == []
    [still] = restarts_of(_pod(ago=waits, waiting="CrashLoopBackOff"), NOW)
    assert still.crashes


def test_a_pod_that_never_ended_says_nothing() -> None:
    """Nor does one that no node has seen."""
    assert list(restarts_of({"metadata": {"name": "api-1"}}, NOW)) == []
    running = _pod(ago=timedelta())
    running["status"]["containerStatuses"][0]["lastState"] = {}
    assert list(restarts_of(running, NOW)) == []


def test_replicas_that_end_with_the_database_are_one_note() -> None:
    """RDS may tell of it a little later than the connections are cut."""
    problems, [note] = explain([_restart("api-1", -5), _restart("api-2", 60), _restart("api-3", 1)], [FAILOVER])
    assert problems == []
    assert note == (
        "api: 3 pods started again, 3 times in all, last at 2026-11-27T12:01:00Z with exit code 1; "
        "the database: Multi-AZ instance failover started at 2026-11-27T12:00:00Z"
    )


def test_an_end_at_another_time_is_not_the_databases() -> None:
    """With Kubernetes' word for it, where that says more than the exit code."""
    killed = _restart("api-1", 3600, code=137, reason="OOMKilled")
    problems, [note] = explain([killed], [FAILOVER])
    assert problems == []
    assert note == (
        "api: 1 pod started again, 1 times in all, last at 2026-11-27T13:00:00Z with exit code 137, OOMKilled; "
        "the database had no failover then"
    )


def test_who_crashes_again_and_again_is_a_problem() -> None:
    """Whatever the database did: it does not mend itself."""
    [problem], notes = explain([_restart("api-1", 0, crashes=True)], [FAILOVER])
    assert problem.startswith("api: 1 pod crash again and again, 1 times in all")
    assert problem.endswith("the database: Multi-AZ instance failover started at 2026-11-27T12:00:00Z")
    assert notes == []


def _aws(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> ScriptedAws:
    aws = ScriptedAws({"DescribeEvents": answer})

    def made(_region: str, _variables: object) -> ScriptedAws:
        return aws

    monkeypatch.setattr(restarts, "Aws", made)
    return aws


def test_rds_is_asked_of_what_cuts_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of this instance alone, for the day that is looked at."""

    def answer(given: Any) -> Any:
        assert (given["SourceIdentifier"], given["Duration"]) == ("portarium-dev-database", 1440)
        return {
            "Events": [
                {"Date": NOW, "Message": FAILOVER.message, "EventCategories": ["failover"]},
                {"Date": NOW, "Message": "Backing up DB instance", "EventCategories": ["backup"]},
            ]
        }

    _aws(monkeypatch, answer)
    assert read_cuts(_HOST, {}) == [FAILOVER]


def test_nobody_asks_where_nothing_was_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the time nothing was."""
    aws = _aws(monkeypatch, Refused("AccessDenied"))
    assert look_for_cuts([], _HOST, {}) == ([], "")
    assert aws.asked == []


def test_no_answer_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """People have no rights in AWS that a cluster gives them."""
    _aws(monkeypatch, Refused("AccessDenied"))
    cuts, unknown = look_for_cuts([_restart("api-1", 0)], _HOST, {})
    _, [note] = explain([_restart("api-1", 0)], cuts, unknown)
    assert note.endswith(
        "; whether the database failed over is unknown (describe_events: AccessDenied: as the script says)"
    )
