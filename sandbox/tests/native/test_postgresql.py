"""A PostgreSQL with somebody else's configuration starts, takes its password, and keeps what it has."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.native import postgresql, processes
from portarium_sandbox.ports import free_port

_MAJOR = 16


@dataclass(frozen=True, kw_only=True)
class _Server:
    name: str
    command: Sequence[str]
    variables: Mapping[str, str]
    answers: Callable[[], bool]


def _asked(port: int, password: str, query: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs(_MAJOR) / "psql", "-XAt", "-h", "127.0.0.1", "-p", str(port), "-U", "owner", "-c", query, "postgres"],
        env={"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "5"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_with_the_files_that_it_is_given(tmp_path: Path) -> None:
    """Where it listens comes before what they say, and nobody comes in without the password."""
    (tmp_path / "its.conf").write_text("listen_addresses = '*'\nlog_statement = 'ddl'\n")
    (tmp_path / "hba.conf").write_text("host all all all scram-sha-256\n")
    data, port = tmp_path / "kept" / "data", free_port()
    postgresql.prepare(data, _MAJOR, user="owner", password="word")
    made = (data / "PG_VERSION").stat().st_mtime_ns
    postgresql.prepare(data, _MAJOR, user="owner", password="another")
    assert (data / "PG_VERSION").stat().st_mtime_ns == made
    settings = {
        "config_file": str(tmp_path / "its.conf"),
        "hba_file": str(tmp_path / "hba.conf"),
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
    }
    server = _Server(
        name="postgresql",
        command=postgresql.command(data, _MAJOR, settings),
        variables=postgresql.ENVIRONMENT,
        answers=lambda: _asked(port, "word", "SELECT 1").returncode == 0,
    )
    try:
        processes.start(tmp_path, server)
        assert _asked(port, "word", "SHOW log_statement").stdout.strip() == "ddl"
        assert "password authentication failed" in _asked(port, "wrong", "SELECT 1").stderr
    finally:
        assert processes.stop(tmp_path)
    assert processes.running(tmp_path) == {}


def test_a_major_that_is_not_here_is_refused(tmp_path: Path) -> None:
    """Before anything is made."""
    with pytest.raises(SandboxError, match="there is no PostgreSQL 12 here"):
        postgresql.prepare(tmp_path / "data", 12, user="owner", password="word")
    assert not (tmp_path / "data").exists()
