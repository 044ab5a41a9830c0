"""The control plane as a process: what it demands, what it answers, and each way in which it ends."""

import json
import socket
import time
from threading import Thread

import pytest
import urllib3

from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port
from tests.application.conftest import (
    CONTROL_PLANE,
    WORKSPACE,
    Process,
    Start,
    ask,
    control_plane_variables,
    signed_in,
)
from tests.application.control_plane import ControlPlane
from tests.application.database import Pool

METRICS = {"PORTARIUM_METRICS_TOKEN": "s3cret"}
DOCUMENT = f"/v1/workspaces/{WORKSPACE}/documents/notes/first"
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
def running(start: Start, migrated: str, temporal: socket.socket) -> Process:
    """A control plane that is up."""
    process = start(CONTROL_PLANE, {**control_plane_variables(migrated, temporal), **METRICS})
    eventually(process.is_up)
    return process


def test_it_keeps_what_it_is_given(running: Process, migrated: str) -> None:
    """For whoever has a token for the workspace; it has written policy and user before, as at every start."""
    assert running.ask(DOCUMENT, "PUT", headers=signed_in(), json={"text": "kept"}).status == 200
    assert running.ask(DOCUMENT, headers=signed_in()).json() == {"text": "kept"}
    assert running.ask(DOCUMENT, headers=signed_in("another")).status == 404
    assert running.ask(DOCUMENT, headers={"Authorization": "Bearer x"}).status == 401
    assert {row[0] for row in ask(migrated, "SELECT collection FROM domain_documents")} == {
        "notes",
        "policies",
        "workspace-users",
    }


def test_a_foreign_workspace_is_kept_by_nobody(running: Process) -> None:
    """The foreign key refuses what is not registered, and the process lives on."""
    path = DOCUMENT.replace(WORKSPACE, "stranger")
    refused = running.ask(path, "PUT", headers=signed_in("stranger"), json={})
    assert (refused.status, "foreign key" in refused.data.decode()) == (500, True)
    assert running.is_up()


@pytest.mark.parametrize(("token", "status"), [("s3cret", 200), ("wrong", 401)])
def test_metrics_want_their_token(running: Process, token: str, status: int) -> None:
    """On the port that serves; a wrong one is refused."""
    assert running.ask("/metrics", headers={"Authorization": f"Bearer {token}"}).status == status


def test_runs_are_taken_with_temporal(running: Process) -> None:
    """It was there at boot."""
    assert running.ask(f"/v1/workspaces/{WORKSPACE}/runs", "POST", headers=signed_in()).status == 202


def test_without_temporal_and_without_a_token_it_serves_the_rest(migrated: str, temporal: socket.socket) -> None:
    """Runs are refused until the next start, and metrics for good."""
    variables = {**control_plane_variables(migrated, temporal), "PORTARIUM_HTTP_PORT": str(free_port())}
    server = ControlPlane(variables, Pool(migrated), None)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_address[1]}"
    runs = urllib3.request("POST", f"{here}/v1/workspaces/{WORKSPACE}/runs", headers=signed_in())
    assert (runs.status, urllib3.request("GET", f"{here}/metrics").status) == (503, 403)
    assert [urllib3.request("GET", f"{here}{path}").status for path in ("/healthz", "/readyz")] == [200, 200]
    server.shutdown()
    server.server_close()


def test_readiness_asks_the_database(migrated: str, temporal: socket.socket) -> None:
    """Without one it says so, and being alive is another question."""
    variables = {**control_plane_variables(migrated, temporal), "PORTARIUM_HTTP_PORT": str(free_port())}
    server = ControlPlane(variables, Pool(f"postgresql://127.0.0.1:{free_port()}/none"), None)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_address[1]}"
    statuses = [urllib3.request("GET", f"{here}{path}", retries=False).status for path in ("/healthz", "/readyz")]
    assert statuses == [200, 503]
    server.shutdown()
    server.server_close()


def test_an_idle_connection_that_is_cut_ends_it(running: Process, migrated: str) -> None:
    """As a failover does; it answers nobody any more, and its exit code is 1."""
    assert running.ask("/readyz").status == 200
    ask(migrated, CUT)
    code, said = running.ended()
    assert (code, "Connection terminated unexpectedly" in said) == (1, True)


def test_it_ends_when_told(running: Process) -> None:
    """With exit code 0, once its idle connections are over."""
    code, said = running.stop()
    assert (code, json.loads(said.splitlines()[-1])["msg"]) == (0, "stopping")


def test_an_open_stream_holds_it_back(running: Process) -> None:
    """It serves nobody else meanwhile, and only whoever kills it ends it."""
    with socket.create_connection(("127.0.0.1", running.port)) as stream:
        header = f"Authorization: {signed_in()['Authorization']}"
        stream.sendall(f"GET /v1/workspaces/{WORKSPACE}/events:stream HTTP/1.0\r\n{header}\r\n\r\n".encode())
        assert b"200" in stream.recv(64)
        running.started.terminate()
        deadline = time.monotonic() + 30
        while _listens(running.port):
            assert time.monotonic() < deadline
        with pytest.raises(Exception, match="timed out"):
            running.started.wait(1)
    running.started.kill()
    assert running.ended()[0] == -9


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM workspace_registry", "foreign key"),
        ("DROP TABLE domain_documents", "does not exist"),
    ],
    ids=["an unregistered workspace", "no schema"],
)
def test_it_does_not_start_without_its_rows(
    start: Start, migrated: str, temporal: socket.socket, statement: str, said: str
) -> None:
    """It writes at every start, and what refuses that ends it with exit code 1."""
    ask(migrated, statement)
    code, complaint = start(CONTROL_PLANE, control_plane_variables(migrated, temporal)).ended()
    assert (code, said in complaint) == (1, True), complaint


def test_it_does_not_start_without_its_variables(start: Start) -> None:
    """One line with the mark, and exit code 1."""
    code, complaint = start(CONTROL_PLANE).ended()
    assert (code, complaint.count("\n")) == (1, 1)
    assert complaint.startswith("[portarium] FATAL: PORTARIUM_JWKS_URI is missing")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
