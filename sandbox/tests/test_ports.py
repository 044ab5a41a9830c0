"""Ports: the user's choice is respected or refused, everything else finds a free one."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.ports import choose, free_port, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_of_the_users_is_refused(taken: int) -> None:
    """The user chose it, so the user decides what to do."""
    with pytest.raises(SandboxError, match=f"--port {taken}: another program listens there"):
        choose(taken, None, what="the cloud server")


def test_a_taken_port_of_ours_is_replaced(taken: int) -> None:
    """A remembered port is kept when possible and given up when not."""
    chosen = choose(None, taken, what="the cloud server")
    assert chosen != taken
    assert is_free(chosen)
    assert choose(None, chosen, what="the cloud server") == chosen


def test_a_free_port_is_none_that_connections_get() -> None:
    """Between the choice and the start of a server, somebody's connection would have it."""
    chosen = free_port()
    assert chosen < 32_768
    assert is_free(chosen)


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of looking for good."""

    def taken(_: int) -> bool:
        return False

    monkeypatch.setattr("portarium_sandbox.ports.is_free", taken)
    with pytest.raises(SandboxError, match="no port of 27000 to 32767 is free"):
        free_port()
