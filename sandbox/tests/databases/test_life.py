"""A database is there as long as its instance, and no longer."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Error

from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess
from tests.databases.database import Database


def pids(cloud: CloudProcess) -> list[int]:
    """The PostgreSQLs of a cloud."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if words[0].endswith("/postgres") and any(word.startswith(str(cloud.folder)) for word in words):
            found.append(int(entry.parent.name))
    return found


def identity(database: Database) -> dict[str, Any]:
    """What clients know it by."""
    described = database.describe()
    return {
        "resource": described["DbiResourceId"],
        "password": database.password(),
        **database.endpoint(),
    }


def test_data_outlives_the_cloud_however_it_ends(new_cloud: Callable[[], CloudProcess]) -> None:
    """With the same name, port, password and authority; and no PostgreSQL outlives it."""
    cloud = new_cloud().start()
    database = Database.create(cloud, "kept")
    database.run("CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1)")
    before = identity(database)
    for end in (cloud.stop, cloud.kill):
        end()
        eventually(lambda: pids(cloud), lambda found: not found, seconds=30)
        cloud.start()
        assert identity(database) == before
        assert database.run("SELECT id FROM kept") == [(1,)]


def test_a_database_ends_with_its_instance(new_cloud: Callable[[], CloudProcess]) -> None:
    """Process, data and name; another of the same name begins empty."""
    cloud = new_cloud().start()
    database = Database.create(cloud, "gone")
    database.run("CREATE TABLE kept (id int)")
    [resource] = [path.name for path in (cloud.folder / "databases").glob("db-*")]
    cloud.client("rds").delete_db_instance(DBInstanceIdentifier="gone", SkipFinalSnapshot=True)
    eventually(lambda: pids(cloud), lambda found: not found, seconds=30)
    eventually((cloud.folder / "databases" / resource).exists, lambda there: not there, seconds=30)
    assert cloud.health()["databases"] == {}


def test_a_database_that_crashes_comes_back(new_cloud: Callable[[], CloudProcess]) -> None:
    """And its instance stays available, as on AWS."""
    cloud = new_cloud().start()
    database = Database.create(cloud, "crash")
    database.run("CREATE TABLE kept (id int)")
    [pid] = pids(cloud)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: pids(cloud), lambda found: bool(found) and found != [pid], seconds=30)
    assert database.status() == "available"
    eventually(lambda: _comes_in(database), seconds=30)
    assert database.run("SELECT count(*) FROM kept") == [(0,)]


def test_parameters_and_passwords_reach_a_running_database(new_cloud: Callable[[], CloudProcess]) -> None:
    """What waits for a restart waits for it; a restart ends the sessions."""
    cloud = new_cloud().start()
    database = Database.create(cloud, "changed")
    [(connections,)] = database.run("SHOW max_connections")
    assert int(connections) == 4 * 1024**3 // 9531392
    database.set({"work_mem": "8192", "rds.force_ssl": "0"})
    database.set({"max_connections": "40"}, method="pending-reboot")
    eventually(lambda: database.run("SHOW work_mem"), lambda shown: shown == [("8MB",)], seconds=30)
    database.connect(sslmode="disable").close()
    assert database.run("SHOW max_connections") == [(connections,)]

    rds, old = cloud.client("rds"), database.password()
    rds.modify_db_instance(DBInstanceIdentifier="changed", RotateMasterUserPassword=True, ApplyImmediately=True)
    assert database.password() != old
    eventually(lambda: _comes_in(database), seconds=30)
    with pytest.raises(Error, match="password authentication failed"):
        database.connect(password=old)

    with database.connect() as session:
        rds.reboot_db_instance(DBInstanceIdentifier="changed")
        database.available()
        with pytest.raises(Error):
            session.execute("SELECT 1")
    assert database.run("SHOW max_connections") == [("40",)]


def test_a_stopped_instance_has_no_database_until_it_is_started(new_cloud: Callable[[], CloudProcess]) -> None:
    """Its data is there again then."""
    cloud = new_cloud().start()
    database = Database.create(cloud, "paused")
    database.run("CREATE TABLE kept (id int)")
    rds = cloud.client("rds")
    rds.stop_db_instance(DBInstanceIdentifier="paused")
    eventually(lambda: pids(cloud), lambda found: not found, seconds=30)
    assert database.status() == "stopped"
    rds.start_db_instance(DBInstanceIdentifier="paused")
    database.available()
    assert database.run("SELECT count(*) FROM kept") == [(0,)]


def _comes_in(database: Database) -> bool:
    try:
        database.connect().close()
    except Error:
        return False
    return True
