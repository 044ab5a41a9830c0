"""A rotation: nobody who runs is without a password that works, whenever it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Error

from ops.operations.access import password as renewal
from ops.operations.access import restarts
from ops.operations.access.bootstrap import bootstrap
from ops.operations.access.rotate import rotate
from ops.operations.error import OperationError
from tests.ops.operations.access.fake_cluster import FakeCluster
from tests.ops.operations.access.ground import Site


@pytest.fixture
def cluster(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCluster]:
    """A cluster whose pods run with what the first bootstrap wrote, and which nobody waits for in vain for long."""
    monkeypatch.setattr(restarts, "SYNC_SECONDS", 0.5)
    monkeypatch.setattr(restarts, "ROLLOUT_SECONDS", 0.5)
    monkeypatch.setattr(restarts, "POLL_SECONDS", 0.05)
    bootstrap(site.entrance, _silence)
    made = FakeCluster(lambda: site.secret_of("api")["url"])
    yield made
    made.close()


def _silence(_line: str) -> None:
    """Told to nobody."""


def run(site: Site, cluster: FakeCluster, *logins: str) -> list[str]:
    """Rotate some logins, or all; what was told."""
    told: list[str] = []
    chosen = [site.plan.login(f"{site.name}-{login}") for login in logins] or site.plan.logins
    rotate(site.entrance, chosen, cluster.restart_driver(), told.append)
    return told


def test_the_two_users_take_turns(site: Site, cluster: FakeCluster) -> None:
    """What was in use still works after a rotation, and no more after the next."""
    first = site.secret_of("api")
    run(site, cluster, "api")
    second = site.secret_of("api")
    assert (first["username"], second["username"]) == (f"{site.name}-api-a", f"{site.name}-api-b")
    for held in (first, second):
        site.connect(held["username"], held["password"]).close()
    run(site, cluster, "api")
    assert site.secret_of("api")["username"] == first["username"]
    site.by_secret("api").close()
    site.connect(second["username"], second["password"]).close()
    with pytest.raises(Error, match="password authentication failed"):
        site.connect(first["username"], first["password"])


def test_pods_run_with_the_new_value_in_the_end(site: Site, cluster: FakeCluster) -> None:
    """The operator looks first, the pods start then."""
    told = run(site, cluster, "api")
    assert cluster.running == site.secret_of("api")["url"]
    assert told[-1] == "apps-dev/api: runs with what the secret says now"


def test_all_logins_are_rotated_without_a_name(site: Site, cluster: FakeCluster) -> None:
    """Those that nothing has to be restarted for, too."""
    run(site, cluster)
    assert [site.secret_of(login)["username"][-2:] for login in ("api", "migration")] == ["-b", "-b"]
    with site.by_secret("migration") as owner:
        owner.execute("CREATE TABLE made (id int)")
    with site.by_secret("api") as writer:
        assert writer.execute("SELECT count(*) FROM made").fetchone() == (0,)


def test_a_rotation_that_died_before_the_secret_leaves_what_works(
    site: Site, cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The idle user has a password that nobody knows, and gets another the next time."""

    def dies(*_: Any) -> str:
        raise KeyboardInterrupt

    before = site.secret_of("api")
    with monkeypatch.context() as patch:
        patch.setattr(renewal.login_secret, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            run(site, cluster, "api")
    assert site.secret_of("api") == before
    site.by_secret("api").close()
    run(site, cluster, "api")
    assert cluster.running == site.secret_of("api")["url"] != before["url"]


def test_a_rotation_that_died_before_the_restart_is_finished_first(site: Site, cluster: FakeCluster) -> None:
    """Pods that still use the former user are restarted before that gets another password."""
    run(site, cluster, "api")
    cluster.problem = "could not get secret data from provider"
    with pytest.raises(OperationError, match="apps-dev/api-variables: has not the new value: could not get secret"):
        run(site, cluster, "api")
    left, running = site.secret_of("api"), cluster.running
    assert running != left["url"]
    with pytest.raises(OperationError):
        run(site, cluster, "api")
    # Still nothing is lost: what runs has a password that works.
    assert site.secret_of("api") == left
    former = running.removeprefix("postgres://").partition("@")[0]
    user, _, password = former.partition(":")
    site.connect(user, password).close()
    cluster.problem = ""
    before = cluster.restarts
    run(site, cluster, "api")
    assert cluster.restarts == before + 2
    assert cluster.running == site.secret_of("api")["url"]


def test_a_rollout_that_does_not_finish_is_one_line(site: Site, cluster: FakeCluster) -> None:
    """The pods that ran go on, with a user that still works; and that is so however often it is tried."""
    former = site.secret_of("api")
    cluster.stuck = True
    stuck = r"^apps-dev/api: is not rolled out: its pods are still being replaced$"
    with pytest.raises(OperationError, match=stuck):
        run(site, cluster, "api")
    left = site.secret_of("api")
    with pytest.raises(OperationError, match=stuck):
        run(site, cluster, "api")
    assert site.secret_of("api") == left
    site.connect(former["username"], former["password"]).close()


def test_what_is_not_there_is_not_restarted(site: Site, cluster: FakeCluster) -> None:
    """A service that is installed later starts with what the secret says then; the rotation says so and goes on."""
    cluster.forget()
    told = run(site, cluster, "api")
    assert "apps-dev/api: is not there, and so is not restarted" in told
    assert cluster.restarts == 0


def test_a_login_without_a_password_is_not_rotated(site: Site) -> None:
    """Bootstrap gives it one."""
    cluster = FakeCluster(lambda: "nothing")
    try:
        with pytest.raises(OperationError, match=f"{site.name}-api: its secret has none of .*-a, .*-b yet; bootstrap"):
            run(site, cluster, "api")
    finally:
        cluster.close()


def test_no_password_of_a_rotation_is_logged_or_told(site: Site, cluster: FakeCluster) -> None:
    """Neither the former nor the new one."""
    passwords = [site.secret_of("api")["password"]]
    told = run(site, cluster, "api")
    passwords.append(site.secret_of("api")["password"])
    log = site.ground.log()
    assert f'ALTER ROLE "{site.name}-api-b" PASSWORD' in log
    assert [word for word in passwords if word in log or word in "\n".join(told)] == []
