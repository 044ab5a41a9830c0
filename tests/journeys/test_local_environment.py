"""The local environment without containers, for real: it comes up, is what it promises, survives a kill, and goes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from ops.operations.aws import AwsError
from ops.operations.local.addresses import Addresses, variable_of
from ops.operations.local.checks import s3
from ops.operations.local.names import BUCKET
from portarium_sandbox.folder import CHECKOUT
from portarium_sandbox.native import processes, programs
from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port
from portarium_sandbox.progress import Progress

_PORTS = ("POSTGRESQL", "EVIDENCE", "NATS", "NATS_MONITOR")
_COMMAND = (sys.executable, "-c", "from ops.main import main; main()", "local")
_SERVICES = {"postgresql", "evidence", "nats"}


@dataclass(frozen=True, kw_only=True)
class _Environment:
    """A local environment with a folder and ports of its own."""

    folder: Path
    variables: dict[str, str]

    def run(self, *words: str, code: int = 0) -> str:
        """Run `portarium local`, and return what it printed on both."""
        done = subprocess.run(
            [*_COMMAND, *words],
            env={**os.environ, **self.variables},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def addresses(self) -> Addresses:
        """Where its services are."""
        return Addresses(variables=self.variables)

    @property
    def running(self) -> dict[str, int]:
        """What runs of it."""
        return processes.running(self.folder)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Environment]:
    """One that is up; the programs are built before, once in a machine's life."""
    for name in programs.BUILT:
        programs.program(name, Progress())
    folder = tmp_path_factory.mktemp("local")
    ports = {variable_of(name): str(free_port()) for name in _PORTS}
    made = _Environment(folder=folder, variables={"PORTARIUM_LOCAL": str(folder), **ports})
    try:
        made.run("up", "--native")
        yield made
    finally:
        processes.stop(folder)


def test_up_says_where_things_are_and_what_is_left_out(environment: _Environment) -> None:
    """A second time at once, and nothing is started again."""
    before = environment.running
    assert set(before) == _SERVICES
    printed = environment.run("up", "--native")
    assert f"nats://127.0.0.1:{environment.addresses.port('NATS')}" in printed
    assert "left out without containers: temporal, vault, collector, tempo, grafana" in printed
    assert environment.running == before
    assert "processes" in environment.run("status", "--json")


def test_the_database_is_set_as_rds_is(environment: _Environment) -> None:
    """By the file that the container mounts."""
    with psycopg.connect(environment.addresses.database()) as connection:
        assert connection.info.server_version // 10000 == 16
        assert connection.execute("SHOW log_statement").fetchone() == ("ddl",)
        assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)


def test_evidence_stays_for_seven_days(environment: _Environment) -> None:
    """A version is locked by the bucket's default, and goes by a bypass that is asked for alone."""
    store = s3(environment.addresses)
    version = store.ask("s3", "put_object", Bucket=BUCKET, Key="one", Body=b"evidence")["VersionId"]
    with pytest.raises(AwsError, match="AccessDenied"):
        store.ask("s3", "delete_object", Bucket=BUCKET, Key="one", VersionId=version)
    store.ask("s3", "delete_object", Bucket=BUCKET, Key="one", VersionId=version, BypassGovernanceRetention=True)


def test_compliance_yields_to_nobody(environment: _Environment) -> None:
    """Neither to a deletion with the bypass nor to an earlier end."""
    store = s3(environment.addresses)
    until = datetime.now(UTC) + timedelta(minutes=10)
    version = store.ask(
        "s3",
        "put_object",
        Bucket=BUCKET,
        Key="two",
        Body=b"evidence",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate=until,
    )["VersionId"]
    here = {"Bucket": BUCKET, "Key": "two", "VersionId": version}
    with pytest.raises(AwsError, match="AccessDenied"):
        store.ask("s3", "delete_object", **here, BypassGovernanceRetention=True)
    earlier = {"Mode": "COMPLIANCE", "RetainUntilDate": until - timedelta(minutes=5)}
    with pytest.raises(AwsError, match="AccessDenied"):
        store.ask("s3", "put_object_retention", **here, Retention=earlier)
    with pytest.raises(AwsError, match="InvalidBucketState"):
        store.ask("s3", "put_bucket_versioning", Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    with pytest.raises(AwsError, match="PreconditionFailed"):
        store.ask("s3", "put_object", Bucket=BUCKET, Key="two", Body=b"other", IfNoneMatch="*")


@pytest.mark.parametrize(
    ("user", "password", "says"),
    [
        ("streams.users.nats", "portarium-local", "PORTARIUM_EVENTS"),
        ("execution.users.nats", "portarium-local", "JetStream not enabled for account"),
        ("streams.users.nats", "another", "Authorization Violation"),
    ],
)
def test_a_plane_keeps_messages_only_where_the_clusters_let_it(
    environment: _Environment, user: str, password: str, says: str
) -> None:
    """The execution plane's account is there, and keeps nothing."""
    done = subprocess.run(
        [
            *(programs.program("nats", Progress()), "--user", user, "--password", password),
            *("--server", f"nats://127.0.0.1:{environment.addresses.port('NATS')}", "stream", "ls"),
        ],
        env={"HOME": str(environment.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert says in done.stdout + done.stderr


def test_a_killed_service_is_started_again_with_what_it_kept(environment: _Environment) -> None:
    """The others are left as they are."""
    with psycopg.connect(environment.addresses.database()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
    before = environment.running
    os.kill(before["postgresql"], signal.SIGKILL)
    eventually(lambda: "postgresql" not in environment.running)
    assert "postgresql" in environment.run("status", code=3)
    environment.run("up", "--native")
    after = environment.running
    assert {name for name in _SERVICES if before[name] == after[name]} == _SERVICES - {"postgresql"}
    with psycopg.connect(environment.addresses.database()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_down_leaves_no_process_and_a_taken_port_is_told(environment: _Environment) -> None:
    """An `up` that is killed half-way is completed by the next one; `reset` forgets."""
    environment.run("down")
    assert environment.running == {}
    port = environment.addresses.port("NATS")
    squatter = subprocess.Popen([sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"])
    try:
        eventually(lambda: _answers(port))
        refused = environment.run("up", "--native", code=1)
        assert f"port {port} (nats): taken by" in refused
        assert f"(process {squatter.pid})" in refused
        assert environment.running == {}
    finally:
        squatter.terminate()
        squatter.wait()
    half = subprocess.Popen(
        [*_COMMAND, "up", "--native"],
        env={**os.environ, **environment.variables},
        cwd=CHECKOUT,
        stderr=subprocess.DEVNULL,
    )
    eventually(lambda: "evidence" in environment.running)
    half.kill()
    half.wait()
    environment.run("up", "--native")
    assert set(environment.running) == _SERVICES
    environment.run("reset", "--yes")
    assert environment.running == {}
    assert not environment.folder.exists()


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
