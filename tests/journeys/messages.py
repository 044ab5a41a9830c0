"""A real server of NATS, as our values have it: with TLS, our accounts, and certificates as we ask for them."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import socket
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from components.platform.nats import server_names
from components.platform.nats_values import NatsSize, nats_values, stream
from components.platform.platform_certificate import certificate_spec
from domain.nats import user_of
from ops.operations.local.nats import stream_configuration
from ops.operations.local.processes import Process
from portarium_sandbox.certificate_manager.signing import Pair, issued
from portarium_sandbox.native import processes, programs
from portarium_sandbox.ports import free_port
from portarium_sandbox.progress import Progress
from stacks.sizes import placement

_nats: Any = importlib.import_module("nats")

SIZE = NatsSize(replicas=1)
"""What dev has."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Servers:
    """One that runs."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where clients call it."""
        return f"tls://127.0.0.1:{self.port}"

    def certificate(self, user: str) -> Path:
        """The folder with what a pod has mounted that is this user."""
        folder = self.folder / user
        if not folder.exists():
            _write(folder, certificate_spec(user, [user_of(user)], ["client auth"]))
        return folder

    def run(self, user: str, wanted: Callable[[Any], Coroutine[Any, Any, T]], inbox: str = "_INBOX") -> T:
        """Connect as a user, and do what is wanted with the connection."""

        async def connected() -> T:
            connection = await _nats.connect(
                servers=[self.url], tls=trust(self.certificate(user)), inbox_prefix=inbox, allow_reconnect=False
            )
            try:
                return await wanted(connection)
            finally:
                await connection.close()

        return asyncio.run(connected())

    def ask(self, user: str, subject: str, content: object = None, *, inbox: str = "_INBOX") -> dict[str, Any]:
        """Ask the API for streams, as a user."""

        async def asked(connection: Any) -> dict[str, Any]:
            told = b"" if content is None else json.dumps(content).encode()
            return json.loads((await connection.request(f"$JS.API.{subject}", told, timeout=5)).data)

        return self.run(user, asked, inbox)

    def make_stream(self) -> None:
        """Make the stream of events, as the controller of streams does."""
        configuration = json.loads(stream_configuration(stream(SIZE)["spec"]))
        answer = self.ask("streams", f"STREAM.CREATE.{configuration['name']}", configuration)
        assert "error" not in answer, answer


def start(folder: Path) -> Servers:
    """Start one, and wait until it takes connections."""
    made = Servers(folder=folder, port=free_port())
    server = folder / "server"
    _write(server, certificate_spec("servers", server_names("system"), ["server auth"], addresses=["127.0.0.1"]))
    configuration = folder / "nats.conf"
    configuration.write_text(_configuration(made.port, server, folder / "kept"))
    command = [str(programs.program("nats-server", Progress())), "--config", str(configuration)]
    processes.start(folder, Process(name="nats", command=command, variables={}, answers=lambda: _open(made.port)))
    return made


def trust(folder: Path) -> ssl.SSLContext:
    """The TLS of a client that has this mounted."""
    context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    context.load_cert_chain(str(folder / "tls.crt"), str(folder / "tls.key"))
    return context


def _configuration(port: int, server: Path, kept: Path) -> str:
    """The parts of our values that the chart puts into the server's file, in the words of that file."""
    values = nats_values(environment="dev", size=SIZE, placement=placement("system"))["config"]
    tls = {"cert_file": str(server / "tls.crt"), "key_file": str(server / "tls.key"), "ca_file": str(server / "ca.crt")}
    content = {
        "listen": f"127.0.0.1:{port}",
        "jetstream": {"store_dir": str(kept), "max_file_store": "<< 10GB >>"},
        "tls": {**tls, **values["nats"]["tls"]["merge"]},
        **values["merge"],
    }
    return re.sub(r'"<< (.+?) >>"', r"\1", json.dumps(content, indent=1))


@cache
def _authority() -> Pair:
    spec = {"isCA": True, "commonName": "portarium-dev-platform", "privateKey": {"algorithm": "ECDSA", "size": 384}}
    return issued(spec, None, None)


def _write(folder: Path, spec: dict[str, Any]) -> None:
    folder.mkdir()
    for name, content in issued(spec, _authority(), None).as_data().items():
        (folder / name).write_bytes(content)


def _open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
