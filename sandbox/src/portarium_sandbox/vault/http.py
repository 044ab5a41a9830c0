"""Vault's HTTP API in front of the double."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portarium_sandbox.vault.double import VaultDouble
from portarium_sandbox.vault.refusal import RefusedError


def answered(vault: VaultDouble, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
    """The status and the content with which a request is answered."""
    try:
        answer = vault.answer(method, path.removeprefix("/v1/"), token, json.loads(body or b"{}"))
    except RefusedError as refusal:
        return refusal.status, json.dumps({"errors": refusal.errors}).encode()
    if answer is None:
        return 204, b""
    return 200, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def server_of(vault: VaultDouble, address: tuple[str, int], tls: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    """A server that listens and does not answer yet; one request at a time changes something."""
    one_at_a_time = threading.Lock()

    # ruff: noqa: A002 (the base class names it so)
    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            token = self.headers.get("X-Vault-Token", "")
            body = self.rfile.read(length)
            with one_at_a_time:
                status, data = answered(vault, self.command, self.path, token, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = _handle  # noqa: N815 (the base class names them so)

        def log_message(self, format: str, *args: Any) -> None:
            """Log no request: who asked for what is Vault's own log's to say."""

    server = _Server(address, Handler)
    server.tls = tls
    return server


@contextmanager
def served(vault: VaultDouble) -> Generator[str]:
    """Serve it on the loopback interface in clear, and give its address."""
    server = server_of(vault, ("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Agree on TLS in the thread of the request: whoever only knocks keeps nobody else waiting."""
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:
                # A probe that opens a connection and says nothing.
                return
        super().finish_request(request, client_address)
