"""An instance of RDS has a PostgreSQL behind it, with the rights that RDS gives."""

from threading import Timer

import pytest
from psycopg import Error, errors

from tests.cloud.cloud_process import ClientError, CloudProcess
from tests.databases.database import MASTER, Database


def test_the_master_signs_in_with_the_password_of_the_secret(database: Database) -> None:
    """Through TLS, to the name that RDS gave, which its authority vouches for."""
    [(user, name, version)] = database.run("SELECT current_user, current_database(), version()")
    assert (user, name) == (MASTER, "portarium")
    assert version.startswith("PostgreSQL 16.")


def test_the_master_is_no_superuser(database: Database) -> None:
    """It has what RDS's documentation says that it has."""
    found = database.run(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, pg_has_role('rds_superuser', 'member') "
        "FROM pg_roles WHERE rolname = current_user"
    )
    assert found == [(False, True, True, False, True)]
    with pytest.raises(errors.InsufficientPrivilege):
        database.run("COPY pg_class TO PROGRAM 'cat'")


def test_the_first_database_is_the_masters(database: Database) -> None:
    """Who owns it may make schemas in it."""
    made = "SELECT count(*) FROM pg_tables WHERE schemaname = 'own'"
    assert database.run("CREATE SCHEMA own", "CREATE TABLE own.things (id int)", made) == [(1,)]
    database.run("DROP SCHEMA own CASCADE")


def test_nobody_is_rds_itself(database: Database) -> None:
    """Neither its user nor its database is for others."""
    for others in ({"user": "rdsadmin"}, {"dbname": "rdsadmin"}):
        with pytest.raises(Error, match=r"pg_hba\.conf rejects connection for host"):
            database.connect(**others)


def test_a_client_without_tls_is_refused(database: Database) -> None:
    """As `rds.force_ssl` wants it, in PostgreSQL's words."""
    with pytest.raises(Error, match=r"no pg_hba\.conf entry for host .* no encryption"):
        database.connect(sslmode="disable")


def test_a_wrong_password_is_refused(database: Database) -> None:
    """By PostgreSQL itself."""
    with pytest.raises(Error, match='password authentication failed for user "keeper"'):
        database.connect(password="wrong")


def test_a_client_sees_another_name_than_it_asked_for(database: Database) -> None:
    """The certificate is of the endpoint alone."""
    with pytest.raises(Error, match="certificate"):
        database.connect(host="localhost")


def test_a_statement_can_be_cancelled(database: Database) -> None:
    """By the other connection that the protocol has for it."""
    with database.connect() as connection:
        connection.execute("SET statement_timeout = '30s'")
        with connection.cursor() as cursor:
            pid = connection.info.backend_pid
            with database.connect() as other:
                assert other.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone() == (1,)
            Timer(0.5, connection.cancel).start()
            with pytest.raises(errors.QueryCanceled, match="user request"):
                cursor.execute("SELECT pg_sleep(25)")


def test_what_is_large_comes_through_whole(database: Database) -> None:
    """Both ways."""
    text = "0123456789" * 500_000
    with database.connect() as connection:
        assert connection.execute("SELECT %s::text", [text]).fetchone() == (text,)


def test_the_name_stands_for_an_address_of_its_subnets(database: Database) -> None:
    """By which a flow to it can be judged."""
    assert database.endpoint()["address"].startswith(("10.0.0.", "10.0.1."))
    assert database.endpoint()["port"] == 5432


def test_a_version_that_is_not_here_is_refused(database: Database) -> None:
    """In one line, and no instance is made."""
    with pytest.raises(ClientError, match="there is no PostgreSQL 17 here, only 16 and 18"):
        Database.create(database.cloud, "seventeen", EngineVersion="17")
    rds = database.cloud.client("rds")
    assert "seventeen" not in [one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]]


def test_a_restored_instance_would_be_empty_and_is_refused(database: Database) -> None:
    """A snapshot here has no data."""
    rds = database.cloud.client("rds")
    rds.create_db_snapshot(DBInstanceIdentifier=database.name, DBSnapshotIdentifier="snapshot")
    with pytest.raises(ClientError, match="an instance with the data of a backup"):
        rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="restored", DBSnapshotIdentifier="snapshot")


def test_the_newest_major_is_here_too(cloud: CloudProcess) -> None:
    """For who upgrades."""
    made = Database.create(cloud, "eighteen", EngineVersion="18", DBParameterGroupName="default.postgres18")
    assert made.run("SHOW server_version")[0][0].startswith("18.")
    cloud.client("rds").delete_db_instance(DBInstanceIdentifier="eighteen", SkipFinalSnapshot=True)
