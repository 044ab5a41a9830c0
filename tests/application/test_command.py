"""What a pod of the contract executes: every command of it is one that the stand-in knows."""

import socket
from typing import Any

import pytest

from portarium_sandbox.patience import eventually
from tests.application.__main__ import main
from tests.application.conftest import Start, free_port
from tests.settings.configuration import contract

_PARTS: list[dict[str, Any]] = [
    part for workload in contract() for part in (workload, workload.get("migrations")) if part
]
PROGRAMS: list[list[str]] = [part["command"] for part in _PARTS]
WAITING: list[list[str]] = [workload["waitsFor"]["command"] for workload in contract()]


@pytest.mark.parametrize("command", PROGRAMS, ids=range(len(PROGRAMS)))
def test_every_program_of_the_contract_starts(start: Start, command: list[str]) -> None:
    """None of them is an unknown file: each ends with its own complaint about what is missing, if anything is."""
    code, said = start(tuple(command), {"PORTARIUM_SANDBOX_ASSERTIONS": "none"}).ended()
    assert "not in the image" not in said
    assert code == (1 if "dist/presentation" in command[1] else 0), said


@pytest.mark.parametrize("command", WAITING, ids=range(len(WAITING)))
def test_waiting_ends_when_somebody_listens(start: Start, command: list[str]) -> None:
    """Until then it says for whom it waits."""
    port = free_port()
    process = start((*command, "127.0.0.1", str(port)))
    assert process.started.stdout is not None
    assert process.started.stdout.readline().startswith(f"waiting for 127.0.0.1:{port}: ")
    with socket.create_server(("127.0.0.1", port)):
        assert eventually(lambda: process.started.poll() is not None)
    assert process.started.returncode == 0


def test_anything_else_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """As a program that an image lacks."""
    assert main(["node", "dist/src/presentation/runtime/worker.js"]) == 127
    assert "not in the image" in capsys.readouterr().err
