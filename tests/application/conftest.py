"""A PostgreSQL 16 of the tests' own, and the stand-in's processes on this machine."""

import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
import urllib3

from portarium_sandbox.databases.administration import answers
from portarium_sandbox.databases.roles import ADMINISTRATOR
from portarium_sandbox.databases.server import DatabaseServer
from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port
from tests.application.migrations import run
from tests.application.tokens import token

ROOT = Path(__file__).parents[2]
CONTROL_PLANE = ("node", "dist/presentation/runtime/control-plane.js")
WORKER = ("node", "dist/presentation/runtime/worker.js")
WORKSPACE = "ws-local-dev"
IDENTITY = {
    "PORTARIUM_JWKS_URI": "https://identity.example/certs",
    "PORTARIUM_JWT_ISSUER": "https://identity.example",
    "PORTARIUM_JWT_AUDIENCE": "portarium-api",
    "PORTARIUM_JWT_AUTHORIZED_PARTY": "cockpit",
    "PORTARIUM_JWT_TRUSTED_ISSUERS": "https://identity.example,https://other.example",
    "PORTARIUM_JWT_REQUIRED_TOKEN_TYPE": "at+JWT",
}
_numbers = count()


@dataclass(frozen=True)
class Process:
    """One process of the stand-in, and the port on which it was told to listen."""

    started: subprocess.Popen[str]
    port: int

    def ask(self, path: str, method: str = "GET", **options: object) -> urllib3.BaseHTTPResponse:
        """Send it a request."""
        return urllib3.request(method, f"http://127.0.0.1:{self.port}{path}", retries=False, **options)  # pyright: ignore[reportArgumentType]

    def is_up(self) -> bool:
        """Whether it answers; one that has ended never will."""
        assert self.started.poll() is None, self.ended()
        try:
            return self.ask("/healthz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def ended(self) -> tuple[int, str]:
        """Wait for its end, and give its exit code and all that it said."""
        said, _ = self.started.communicate(timeout=30)
        return self.started.returncode, said

    def stop(self) -> tuple[int, str]:
        """Tell it to end, as a kubelet does."""
        self.started.send_signal(signal.SIGTERM)
        return self.ended()


Start = Callable[..., Process]


@pytest.fixture(scope="session")
def server() -> Iterator[DatabaseServer]:
    """One PostgreSQL, in a folder whose name is short enough for a socket's."""
    with tempfile.TemporaryDirectory(prefix="application-") as folder:
        Path(folder).chmod(0o755)
        made = DatabaseServer(name="own", folder=Path(folder, "db"), major=16, log_file=Path(folder, "log"))
        made.start({}, "local all all trust\n")
        eventually(lambda: answers(made.data))
        yield made
        made.remove()


@pytest.fixture
def url(server: DatabaseServer) -> str:
    """The DSN of an empty database."""
    name = f"empty_{next(_numbers)}"
    with psycopg.connect(dsn(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return dsn(server, name)


@pytest.fixture
def migrated(url: str) -> str:
    """The DSN of a database with everything that a control plane needs."""
    for _ in range(2):
        assert run(["apply", "--phase", "expand", "--tenants", "workspace-default"], {"DATABASE_URL": url}) == 0
    ask(url, "INSERT INTO workspace_registry (tenant_id) VALUES ('ws-local-dev')")
    return url


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes of the stand-in, as a pod's command would; none outlives the test."""
    with ExitStack() as running:

        def started(command: tuple[str, ...], variables: Mapping[str, str] = {}) -> Process:
            port = free_port()
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.application", *command],
                cwd=ROOT,
                env={"PORTARIUM_HTTP_PORT": str(port), **variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            running.callback(process.wait)
            running.callback(process.kill)
            return Process(process, port)

        yield started


@pytest.fixture
def temporal() -> Iterator[socket.socket]:
    """Somebody who listens where Temporal would."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def dsn(server: DatabaseServer, database: str) -> str:
    """How a database of the tests' own is reached."""
    return f"postgresql://{ADMINISTRATOR}@/{database}?host={server.data}"


def address(listener: socket.socket) -> str:
    """Where somebody listens."""
    return f"127.0.0.1:{listener.getsockname()[1]}"


def control_plane_variables(url: str, temporal: socket.socket) -> dict[str, str]:
    """Everything that a control plane needs."""
    return {
        **IDENTITY,
        "PORTARIUM_USE_POSTGRES_STORES": "true",
        "PORTARIUM_DATABASE_URL": url,
        "PORTARIUM_TEMPORAL_ADDRESS": address(temporal),
    }


def signed_in(workspace: str = WORKSPACE) -> dict[str, str]:
    """The header of somebody who may work in a workspace."""
    return {"Authorization": f"Bearer {token(IDENTITY, workspace)}"}


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run a statement, and give what it finds."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []
