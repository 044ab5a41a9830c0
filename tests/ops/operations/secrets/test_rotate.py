"""A rotation of secrets: what is due gets another value, and what runs has the values that there are, in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ops.operations.error import OperationError
from ops.operations.secrets.values import value_of, write_another
from tests.ops.operations.access.fake_cluster import FakeCluster
from tests.ops.operations.secrets.ground import NOW, Source, days_ago, item, plan, rotation


def run(source: Source, cluster: FakeCluster, *, only: str = "", within: int = 0) -> list[str]:
    """Rotate; what was told."""
    told: list[str] = []
    rotation(source, cluster).carry_out(told.append, now=NOW, only=only, within=timedelta(days=within))
    return told


def test_what_is_not_due_stays_and_nothing_is_restarted(source: Source, cluster: FakeCluster) -> None:
    """Pods that have started with the values that there are need no restart."""
    assert run(source, cluster) == []
    assert (source.values, cluster.restarts) == ([], 0)


def test_what_is_due_gets_another_value_and_its_reader_runs_with_it(source: Source, cluster: FakeCluster) -> None:
    """The former value stays beside it; a second run finds nothing to do."""
    source.write("api/token", days_ago(90))
    former = source.current("api/token")
    assert run(source, cluster) == [
        "api/token: has another value; the former one stays beside it as AWSPREVIOUS",
        "apps-dev/api: runs with what its secrets say now",
    ]
    assert cluster.running == source.current("api/token") != former
    assert former in [v["VersionId"] for v in source.versions["api/token"] if v["VersionStages"] == ["AWSPREVIOUS"]]
    assert run(source, cluster) == []
    assert len(source.values) == 1


@pytest.mark.parametrize(("minutes", "rotated"), [(20, 1), (40, 0)])
def test_it_stays_at_its_hour(source: Source, cluster: FakeCluster, minutes: int, rotated: int) -> None:
    """A minute that is missing to the term would make it an hour later, each time."""
    source.write("api/token", days_ago(90) + timedelta(minutes=minutes))
    run(source, cluster)
    assert len(source.values) == rotated


def test_what_falls_due_soon_can_be_rotated_before(source: Source, cluster: FakeCluster) -> None:
    """Before a holiday, say."""
    run(source, cluster, within=79)
    assert source.values == []
    run(source, cluster, within=80)
    assert len(source.values) == 1


def test_one_item_is_rotated_whether_it_is_due_or_not(source: Source, cluster: FakeCluster) -> None:
    """When it has leaked; one that somebody else gives can't be made up."""
    run(source, cluster, only="api/token")
    assert len(source.values) == 1
    with pytest.raises(OperationError, match=r"^gateway/token: nothing that is made up here; api/token are"):
        run(source, cluster, only="gateway/token")


def test_a_secret_without_a_value_gets_one(source: Source, cluster: FakeCluster) -> None:
    """An item that came with a release, of which its job has not heard."""
    source.versions["api/token"] = []
    run(source, cluster)
    assert len(source.values) == 1


def test_who_writes_a_value_restarts_nothing_by_hand(source: Source, cluster: FakeCluster) -> None:
    """What somebody else gives is never made up, however old; once it is there, its reader is restarted."""
    source.write("gateway/token", days_ago(400))
    assert run(source, cluster) == []
    source.write("gateway/token", NOW)
    assert run(source, cluster) == ["apps-dev/api: runs with what its secrets say now"]
    assert source.values == []
    assert run(source, cluster) == []


def test_a_run_that_was_lost_is_finished_by_the_next(source: Source, cluster: FakeCluster) -> None:
    """Where the operator does not answer, the value waits at its source, and no second one is made."""
    source.write("api/token", days_ago(91))
    cluster.problem = "could not get secret data from provider"
    with pytest.raises(OperationError, match="apps-dev/api-variables: has not the new value: could not get secret"):
        run(source, cluster)
    cluster.problem = ""
    assert run(source, cluster) == ["apps-dev/api: runs with what its secrets say now"]
    assert (len(source.values), cluster.running) == (1, source.current("api/token"))


def test_two_at_a_time_make_one_value(source: Source) -> None:
    """The one that comes too late is refused by the source."""
    secret = plan()["items"][0]["secret"]
    seen = value_of(source.aws, secret)
    assert write_another(source.aws, secret, seen)
    assert not write_another(source.aws, secret, seen)
    assert len(source.values) == 1


def test_a_login_is_left_to_its_own_rotation(source: Source, cluster: FakeCluster) -> None:
    """It restarts what signs in with it; its age is told of with the others."""
    login = item("database/api", 31, rotated=False, purpose="database-login")
    content = plan(items=[*plan()["items"], login])
    content["mirrors"][0]["items"].append("database/api")
    source.write("database/api", NOW)
    told: list[str] = []
    rotation(source, cluster, content).carry_out(told.append, now=NOW)
    assert told == []


def test_no_value_is_told(source: Source, cluster: FakeCluster) -> None:
    """Neither a part of it."""
    told = run(source, cluster, only="api/token")
    [value] = source.values
    assert len(value) > 40
    assert value not in "\n".join(told)
