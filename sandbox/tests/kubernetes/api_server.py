"""A small HTTP server in the place of an API server, for what a real one does not do on demand."""

import json
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NOT_FOUND: dict[str, Any] = {"kind": "Status", "code": 404, "reason": "NotFound", "message": "not found"}


class Answers:
    """What the server is to answer, in order, and the requests it got; the last answer is repeated."""

    def __init__(self, *answers: tuple[int, dict[str, Any], dict[str, str]]) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, str, str | None]] = []

    def next(self, request: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The next answer, whatever the request is."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Script(Answers):
    """What the server is to answer to each request, as `GET /api/v1`, in order; a Status with its own code.

    The last answer to a request is repeated; one to a request that nobody wrote down is that nothing is there.
    """

    def __init__(self, story: Mapping[str, Sequence[dict[str, Any]]]) -> None:
        super().__init__()
        self._story = {request: list(answers) for request, answers in story.items()}

    def next(self, request: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The next answer to a request."""
        answers = self._story.get(request, [NOT_FOUND])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return (answer["code"] if answer.get("kind") == "Status" else 200), answer, {}


@contextmanager
def serving(answers: Answers) -> Generator[str]:
    """Serve answers and give the address."""

    # The methods of this class are named and have the arguments that http.server says.
    # ruff: noqa: N815, A002
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answers.requests.append((self.command, self.path, self.headers.get("Authorization")))
            code, body, headers = answers.next(f"{self.command} {self.path.partition('?')[0]}")
            content = json.dumps(body).encode()
            self.send_response(code)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PATCH = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output free of requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
