"""Chooses loopback ports: the one the user gives, else the one remembered, else any that is free."""

from __future__ import annotations

import secrets
import socket
import time
from typing import Final

from portarium_sandbox.errors import SandboxError

SECONDS_TO_GET_FREE = 2.0
# Below those that Linux and macOS give to connections: one of these is not taken by whoever connects to something
# between the choice and the start of the server.
_PORTS: Final = range(27_000, 32_768)
_TRIES: Final = 100


def choose(given: int | None, remembered: int | None, *, what: str) -> int:
    """Return a port that is free now; refuse when the user's own choice is taken."""
    if given is not None:
        if not is_free(given):
            raise SandboxError(
                f"--port {given}: another program listens there; leave --port out to let {what} choose a free one"
            )
        return given
    if remembered is not None and _gets_free(remembered):
        return remembered
    return free_port()


def free_port() -> int:
    """Return a loopback port that nobody listens on now, and that the kernel gives to nobody."""
    for _ in range(_TRIES):
        port = secrets.choice(_PORTS)
        if is_free(port):
            return port
    raise SandboxError(f"no port of {_PORTS.start} to {_PORTS.stop - 1} is free; end what listens on them")


def _gets_free(port: int) -> bool:
    # A process that was just killed holds its port until the kernel has ended the last of its threads.
    deadline = time.monotonic() + SECONDS_TO_GET_FREE
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_free(port: int) -> bool:
    """Say whether a server could listen on a loopback port."""
    with socket.socket() as probe:
        # A port whose connections linger after a stop is free for a server, as every server here sets this too.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
