"""What both processes answer over HTTP: how they are, and what their own handler knows besides."""

import json
import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIVE, READY = ("/healthz", "/health", "/livez"), ("/readyz", "/ready")
Answer = tuple[int, str]


class Server(ThreadingHTTPServer):
    """Serves until it is told to stop; streams that are open go on."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, role: str, ready: Callable[[], str | None]) -> None:
        """Listen; `ready` says why no request should come, or nothing."""
        super().__init__(("", port), Requests)
        self.role = role
        self.ready = ready

    def serve_until_told(self) -> None:
        """Serve, until SIGTERM or SIGINT."""

        def stop(*_: object) -> None:
            # It waits for the loop, which goes on in this very thread.
            threading.Thread(target=self.shutdown).start()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        self.serve_forever(poll_interval=0.05)
        self.server_close()

    def answer(self, request: "Requests") -> Answer | None:
        """Answer what is no probe; nothing where the answer is written already."""
        return 200, f"Portarium {self.role} runtime"


class Requests(BaseHTTPRequestHandler):
    """One request."""

    @property
    def ours(self) -> Server:
        """The server, by its own type."""
        assert isinstance(self.server, Server)
        return self.server

    def do_GET(self) -> None:
        """Answer."""
        path = self.path.partition("?")[0]
        if path in LIVE:
            answer = 200, json.dumps({"service": self.ours.role, "status": "ok"})
        elif path in READY:
            problem = self.ours.ready()
            status = {"service": self.ours.role, "status": "unavailable" if problem else "ok", "message": problem}
            answer = 503 if problem else 200, json.dumps(status)
        else:
            answer = self.ours.answer(self)
        if answer:
            self.write(*answer)

    do_POST = do_PUT = do_GET  # noqa: N815 - the base class's own names

    def content(self) -> bytes:
        """Read what was sent."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def write(self, status: int, text: str) -> None:
        """Write a whole answer."""
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if text.startswith("{") else "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Say nothing: probes come every second."""
