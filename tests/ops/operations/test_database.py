"""A shell in a database: whose it is, how it comes there, and what is missing on a machine."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ops import extensions
from ops.operations import database
from ops.operations.backend import Backend
from ops.operations.database import SignIn, caller_name
from ops.operations.error import OperationError
from ops.operations.stack_state import StackState

_HOST = "portarium-dev-database.abc.eu-central-1.rds.amazonaws.com"
_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """A way whose `psql` writes down what it is told."""

    psql: str

    @contextmanager
    def open(self) -> Generator[Mapping[str, str]]:
        """Lead to a quoted place."""
        yield {"host": "it's here"}


def _program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def _backend(folder: Path, **variables: str) -> Backend:
    found = {"HOME": str(folder), "PATH": str(folder), **_KEYS, **variables}
    return Backend(address="", description="", chosen_for_you=False, pulumi="", variables=found)


def _state(name: str, _backend: Backend) -> StackState:
    outputs: dict[str, Any] = {database.ADDRESS: _HOST} if name == "dev" else {}
    return StackState(name=name, outputs=outputs)


def _nothing_else(_group: str) -> dict[str, Any]:
    return {}


@pytest.fixture(autouse=True)
def stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dev is deployed, and no other package is installed."""
    monkeypatch.setattr(database, "read_stack", _state)
    monkeypatch.setattr(extensions, "load", _nothing_else)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sts::123456789012:assumed-role/portarium-administrator/me@example.com", "portarium-administrator"),
        ("arn:aws:iam::123456789012:user/people/ada", "ada"),
    ],
)
def test_a_caller_is_called_like_its_role_or_user(arn: str, name: str) -> None:
    """So that a person has one user in the database, whatever the session is called."""
    assert caller_name(arn) == name


def test_the_root_of_an_account_has_no_user() -> None:
    """It says which one it wants to be."""
    with pytest.raises(OperationError, match="--user"):
        caller_name("arn:aws:iam::123456789012:root")


def test_an_environment_without_a_database_is_said_so(tmp_path: Path) -> None:
    """With what makes one."""
    with pytest.raises(OperationError, match="prod has no database; pulumi up -s prod makes one"):
        database.sign_in("prod", _backend(tmp_path), user="ada")


def test_a_machine_without_psql_is_told_where_it_comes_from(tmp_path: Path) -> None:
    """And one without RDS's authorities where these are."""
    with pytest.raises(OperationError, match="psql is not on PATH"):
        database.sign_in("dev", _backend(tmp_path), user="ada")
    _program(tmp_path / "psql", "exit 0")
    with pytest.raises(OperationError, match=r"root\.crt: no such file; .*https://truststore\.pki\.rds"):
        database.sign_in("dev", _backend(tmp_path), user="ada")


def test_the_certificate_is_checked_by_the_name(tmp_path: Path) -> None:
    """And the token is for the same name, port, region and user."""
    _program(tmp_path / "psql", "exit 0")
    authority = tmp_path / "bundle.pem"
    authority.touch()
    found = database.sign_in("dev", _backend(tmp_path, PGSSLROOTCERT=str(authority)), user="ada")
    with found.way.open() as parameters:
        assert parameters == {
            "host": _HOST,
            "port": "5432",
            "sslmode": "verify-full",
            "sslrootcert": str(authority),
        }
    assert found.token.startswith(f"{_HOST}:5432/?Action=connect&DBUser=ada&")
    assert "eu-central-1%2Frds-db" in found.token


def test_the_token_is_on_no_command_line(tmp_path: Path) -> None:
    """The exit code is psql's own, and what is quoted in a place stays there."""
    told = tmp_path / "told"
    script = f'printf "%s\\n" "$PGPASSWORD" > {told}; printf "%s\\n" "$@" >> {told}; exit 3'
    way = Recorder(psql=_program(tmp_path / "psql", script))
    found = SignIn(way=way, user="ada", token="the token", variables={"PATH": "/usr/bin:/bin"})
    assert database.run(found, command="SELECT 1") == 3
    password, *words = told.read_text().splitlines()
    assert password == "the token"
    assert "the token" not in json.dumps(words)
    assert words[-3:] == ["--command", "SELECT 1", r"host='it\'s here' user='ada' dbname='portarium'"]
