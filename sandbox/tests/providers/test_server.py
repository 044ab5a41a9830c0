"""The process of a double, as the engine starts and leaves it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from portarium_sandbox.patience import eventually
from portarium_sandbox.providers.protocol import provider_pb2, provider_pb2_grpc

COMMAND = [sys.executable, "-m", "portarium_sandbox.providers.random"]
SECONDS_TO_END = 20


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    """A running provider whose port is still to be read."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def port_of(process: subprocess.Popen[str]) -> int:
    """The port that the provider prints as its first line."""
    assert process.stdout is not None
    return int(process.stdout.readline())


def is_running(identifier: int) -> bool:
    """Whether a process that is not ours to wait for still runs."""
    try:
        os.kill(identifier, 0)
    except ProcessLookupError:
        return False
    return True


def test_serves_on_the_printed_port(process: subprocess.Popen[str]):
    """The first line is the port, and the provider answers there with the version it stands in for."""
    with grpc.insecure_channel(f"127.0.0.1:{port_of(process)}") as channel:
        handshake = provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1")
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        assert stub.Handshake(handshake).accept_secrets


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_ends_when_told_to(process: subprocess.Popen[str], kind: signal.Signals):
    """The engine stops its providers by SIGINT, a supervisor by SIGTERM; neither is an error."""
    port_of(process)
    process.send_signal(kind)
    assert process.wait(SECONDS_TO_END) == 0


def test_does_not_outlive_its_parent():
    """A killed engine leaves no provider behind."""
    script = f"import subprocess, sys; p = subprocess.Popen({COMMAND!r}); print(p.pid, flush=True); p.wait()"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        provider = int(parent.stdout.readline())
        port_line = parent.stdout.readline()
        assert port_line.strip().isdigit()
        parent.kill()
        parent.wait()
    assert not eventually(lambda: is_running(provider), lambda running: not running, seconds=SECONDS_TO_END)


def test_starts_without_the_pulumi_sdk():
    """Importing the SDK costs half a second in every preview, and a double needs none of it."""
    modules = "portarium_sandbox.providers.random.provider, portarium_sandbox.providers.server"
    script = f"import sys, {modules}; print('pulumi' in sys.modules)"
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "False"
