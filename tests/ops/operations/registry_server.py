"""A double of a container registry: a small server of the distribution API that asks for a token, as ghcr.io does."""

import base64
import hashlib
import json
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSWORD = "a-token-of-github"


@contextmanager
def registry(
    content: Mapping[str, Any], *, private: tuple[str, ...] = (), claimed: str | None = None
) -> Generator[str]:
    """Serve content by its path under `/v2/`, and give the server's address.

    A token is had without a password, unless the repository is private, and opens its own repository alone. What is
    served is said to be what it is, or what is `claimed`.
    """

    # ruff: noqa: A002 (the base class names it so)
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == "/token":
                self._give_token(dict(part.split("=", 1) for part in query.split("&")))
                return
            name = path.removeprefix("/v2/").rpartition("/")[0].rpartition("/")[0]
            if self.headers.get("Authorization") != f"Bearer for-{name}":
                where = f"http://{self.headers['Host']}/token"
                challenge = f'Bearer realm="{where}",service="a-registry",scope="repository:{name}:pull"'
                self._send(401, {}, challenge)
            elif path.removeprefix("/v2/") in content:
                self._send(200, content[path.removeprefix("/v2/")])
            else:
                self._send(404, {})

        def _give_token(self, asked: dict[str, str]) -> None:
            name = asked["scope"].replace("%2F", "/").replace("%3A", ":").split(":")[1]
            expected = "Basic " + base64.b64encode(f"token:{PASSWORD}".encode()).decode()
            if name in private and self.headers.get("Authorization") != expected:
                self._send(403, {})
            else:
                self._send(200, {"token": f"for-{name}"})

        def _send(self, status: int, body: Any, challenge: str = "") -> None:
            data = _served(body)
            self.send_response(status)
            if challenge:
                self.send_header("WWW-Authenticate", challenge)
            self.send_header("Docker-Content-Digest", claimed or digest_of(body))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output free of requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def index(*architectures: str) -> dict[str, Any]:
    """An index of an image for some architectures, with the attestation that builders add."""
    platforms = [{"architecture": one, "os": "linux"} for one in (*architectures, "unknown")]
    return {"schemaVersion": 2, "manifests": [{"digest": "sha256:0", "platform": platform} for platform in platforms]}


def digest_of(body: Any) -> str:
    """The digest of content as it is served."""
    return f"sha256:{hashlib.sha256(_served(body)).hexdigest()}"


def _served(body: Any) -> bytes:
    return json.dumps(body).encode()
