"""Temporal, as far as the stand-ins need it: somebody who listens, and notes who called for which namespace."""

import socket
import socketserver
import time

from tests.application.output import say
from tests.application.variables import Variables

PORT = 7233
_PATIENCE_SECONDS, _PAUSE_SECONDS = 10.0, 0.2


class _Caller(socketserver.StreamRequestHandler):
    """One connection, for as long as it lasts."""

    def handle(self) -> None:
        """Write down what it says, until it is over."""
        for line in self.rfile:
            say("temporal", "called", by=line.decode(errors="replace").strip())


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def listen(port: int = PORT) -> None:
    """Listen until killed."""
    with _Listener(("", port), _Caller) as listener:
        say("temporal", "listening", port=listener.server_address[1])
        listener.serve_forever()


def call(variables: Variables, caller: str, patience: float = _PATIENCE_SECONDS) -> socket.socket | None:
    """Connect, and say who we are and of which namespace; nothing where nobody listens for so long."""
    host, _, port = variables.get("PORTARIUM_TEMPORAL_ADDRESS", f"127.0.0.1:{PORT}").rpartition(":")
    namespace = variables.get("PORTARIUM_TEMPORAL_NAMESPACE", "default")
    deadline = time.monotonic() + patience
    while True:
        try:
            connection = socket.create_connection((host, int(port)), timeout=max(patience, 1))
            connection.sendall(f"{caller} of {namespace}\n".encode())
        except OSError:
            if time.monotonic() >= deadline:
                return None
            time.sleep(_PAUSE_SECONDS)
        else:
            return connection
