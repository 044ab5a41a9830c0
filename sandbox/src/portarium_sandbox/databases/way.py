"""The way of the wheel's `psql`, which speaks no TLS, to a database whose door asks for it.

A relay of this process listens on a socket in a folder that only its user enters, and speaks TLS for it: it checks the
certificate, by the name that RDS gave the instance, before it passes a byte on.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import tempfile
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from select import select
from threading import Thread
from typing import Any

from portarium_sandbox.databases import wire
from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.socket_path import NAME
from portarium_sandbox.process import ANSWER_SECONDS, NO_PROXY

_MAJOR = 18
"""Of `psql`: the newest one knows all servers."""
_PATH = "/_sandbox/endpoints"
_CHUNK = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a database is on this machine, and whom to trust."""

    host: str
    local: tuple[str, int]
    authority: Path

    @property
    def psql(self) -> str:
        """The path of `psql`."""
        return str(programs(_MAJOR) / "psql")

    @contextmanager
    def open(self) -> Generator[Mapping[str, str]]:
        """Give the connection parameters, for as long as they lead there."""
        with tempfile.TemporaryDirectory(prefix="portarium-") as folder, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(Path(folder) / NAME))
            listener.listen()
            Thread(target=self._serve, args=[listener], daemon=True).start()
            yield {"host": folder, "port": "5432", "sslmode": "disable"}

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                Thread(target=self._relay, args=[client], daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError as error:
            with suppress(OSError), client:
                client.recv(_CHUNK)
                client.sendall(wire.fatal("08001", f"{self.host}: {error}"))
            return
        with suppress(OSError), client, server:
            while _pass(client, server):
                pass

    def _connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection(self.local, ANSWER_SECONDS)
        plain.sendall(struct.pack("!ii", 8, wire.SECURE))
        if plain.recv(1) != b"S":
            raise ConnectionError("it speaks no TLS")
        secured = ssl.create_default_context(cafile=self.authority).wrap_socket(plain, server_hostname=self.host)
        secured.settimeout(None)
        return secured


def find(host: str, endpoint: str) -> Way | None:
    """Return the way to a database by its name in the network, if a sandbox's AWS has it."""
    url = urllib.request.Request(endpoint + _PATH)  # noqa: S310 # the sandbox's own
    with NO_PROXY.open(url, timeout=ANSWER_SECONDS) as answer:
        known: list[dict[str, Any]] = json.load(answer)
    for one in known:
        if one["host"] == host:
            return Way(host=host, local=(one["local_host"], one["local_port"]), authority=Path(one["authority"]))
    return None


def _pass(client: socket.socket, server: ssl.SSLSocket) -> bool:
    """Pass on what either side has said, in one thread as OpenSSL wants it, and tell whether both go on."""
    ready = [server] if server.pending() else select([client, server], [], [])[0]
    if server in ready:
        server.setblocking(False)
        try:
            content = server.recv(_CHUNK)
        except ssl.SSLWantReadError:
            content = None  # a part of a record, or what TLS says for itself
        finally:
            server.setblocking(True)
        if content is not None:
            client.sendall(content)
            if not content:
                return False
    if client in ready:
        content = client.recv(_CHUNK)
        server.sendall(content)
        return bool(content)
    return True
