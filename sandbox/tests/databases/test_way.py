"""`psql` comes to a database of the sandbox."""

import os
import subprocess

import pytest

from portarium_sandbox.databases import way
from tests.databases.database import MASTER, Database


def _psql(found: way.Way, user: str, password: str, command: str) -> subprocess.CompletedProcess[str]:
    with found.open() as parameters:
        words = " ".join(
            f"{name}='{value}'" for name, value in {**parameters, "user": user, "dbname": "portarium"}.items()
        )
        return subprocess.run(
            [found.psql, "--no-psqlrc", "-At", "-c", command, words],
            env={**os.environ, "PGPASSWORD": password},
            capture_output=True,
            text=True,
            check=False,
        )


def _way(database: Database) -> way.Way:
    found = way.find(database.endpoint()["host"], database.cloud.url)
    assert found is not None
    return found


def test_psql_signs_in_with_a_password_and_with_a_token(database: Database) -> None:
    """Without TLS of its own."""
    found = _way(database)
    assert _psql(found, MASTER, database.password(), "SELECT current_user").stdout.strip() == MASTER
    database.login("reader")
    session = database.role("readers", "reader")
    answer = _psql(found, "reader", database.token(session, "reader"), "SELECT repeat('a', 300000)")
    assert len(answer.stdout.strip()) == 300000
    assert "PAM authentication failed" in _psql(found, "reader", "no token", "SELECT 1").stderr


def test_another_name_is_not_trusted(database: Database) -> None:
    """The certificate is looked at before anything is said."""
    found = _way(database)
    answer = _psql(
        way.Way(host="other.example.com", local=found.local, authority=found.authority), MASTER, "secret", "SELECT 1"
    )
    assert answer.returncode
    assert "certificate" in answer.stderr


@pytest.mark.parametrize("host", ["other.example.com", ""])
def test_an_unknown_name_has_no_way(database: Database, host: str) -> None:
    """It may be one of the real cloud."""
    assert way.find(host, database.cloud.url) is None
