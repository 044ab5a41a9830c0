"""Services for tests that answer the check list over HTTP, as wrong or as right as they are told to."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ops.operations.local.addresses import Addresses, variable_of

RIGHT: dict[str, Any] = {
    "/api/v1/namespaces/portarium-local": {"namespaceInfo": {"state": "NAMESPACE_STATE_REGISTERED"}},
    "/jsz?accounts=true&streams=true": {
        "account_details": [{"name": "CONTROL", "stream_detail": [{"name": "PORTARIUM_EVENTS"}]}, {"name": "SYS"}]
    },
    "/v1/sys/policies/acl/portarium-local-control": {},
    "/v1/sys/policies/acl/portarium-local-execution": {},
    "/v1/sys/policies/acl/portarium-local-data": {},
    "/v1/sys/mounts/portarium": {"type": "kv"},
    "/": {},
    "/ready": {},
    "/api/datasources/uid/tempo": {},
}
"""What each path answers when all is well."""


@contextmanager
def services(answers: dict[str, Any]) -> Generator[Addresses]:
    """Run one server for all of them, and give where they are; a path that has no answer is 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path in answers
            content = answers.get(self.path)
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (it is called so)
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = ("TEMPORAL_HTTP", "NATS_MONITOR", "VAULT", "COLLECTOR_HEALTH", "TEMPO", "GRAFANA")
    try:
        yield Addresses(variables={variable_of(name): str(server.server_port) for name in names})
    finally:
        server.shutdown()
        server.server_close()
