"""The worker as a process."""

import socket

from portarium_sandbox.patience import eventually
from portarium_sandbox.ports import free_port
from tests.application.conftest import WORKER, Start, address

SWITCHED_ON = {"PORTARIUM_ENABLE_TEMPORAL_WORKER": "true", "PORTARIUM_TEMPORAL_NAMESPACE": "portarium-dev"}


def test_it_does_not_live_without_temporal(start: Start) -> None:
    """It ends with exit code 1, at once."""
    nowhere = {"PORTARIUM_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}"}
    code, said = start(WORKER, {**SWITCHED_ON, **nowhere}).ended()
    assert (code, "Temporal does not answer" in said) == (1, True)


def test_it_says_whose_runs_it_takes_and_drains_nothing(start: Start, temporal: socket.socket) -> None:
    """It is ready whatever happens, any path is answered, and SIGTERM ends it at once with exit code 1."""
    process = start(WORKER, {**SWITCHED_ON, "PORTARIUM_TEMPORAL_ADDRESS": address(temporal)})
    connection, _ = temporal.accept()
    assert connection.recv(100) == b"execution-plane, queue portarium-runs, of portarium-dev\n"
    eventually(process.is_up)
    assert [process.ask(path).status for path in ("/readyz", "/metrics")] == [200, 200]
    code, said = process.stop()
    assert (code, "closed under a running worker" in said) == (1, True)


def test_without_its_switch_it_answers_probes_alone(start: Start) -> None:
    """It calls nobody, and ends as it should."""
    process = start(WORKER)
    eventually(process.is_up)
    assert process.stop()[0] == 0


def test_it_does_not_start_with_what_opens_it(start: Start) -> None:
    """One line, and exit code 1."""
    code, said = start(WORKER, {"PORTARIUM_SANDBOX_ASSERTIONS": "none"}).ended()
    assert (code, said) == (1, "PORTARIUM_SANDBOX_ASSERTIONS is strict or relaxed.\n")
