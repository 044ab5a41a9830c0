"""The server of Vault's double, on the loopback interface."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.ops.operations.vault.fake_vault import FakeVault
from tests.ops.operations.vault.refusal import RefusedError


def answered(vault: FakeVault, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
    """The status and the content with which a request is answered."""
    try:
        answer = vault.answer(method, path.removeprefix("/v1/"), token, json.loads(body or b"{}"))
    except RefusedError as refusal:
        return refusal.status, json.dumps({"errors": refusal.errors}).encode()
    if answer is None:
        return 204, b""
    return 200, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


@contextmanager
def served(vault: FakeVault) -> Generator[str]:
    """Serve it on the loopback interface, and give its address."""

    # ruff: noqa: A002 (the base class names it so)
    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            token = self.headers.get("X-Vault-Token", "")
            self._send(*answered(vault, self.command, self.path, token, self.rfile.read(length)))

        do_GET = do_POST = do_DELETE = _handle  # noqa: N815 (the base class names them so)

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output free of requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
