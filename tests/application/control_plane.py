"""The control plane: what it demands to start, what it answers, and how it ends."""

import json
import re
import sys
import time
from collections.abc import Mapping
from typing import Any

import psycopg

from tests.application import temporal
from tests.application.database import Pool
from tests.application.documents import Documents
from tests.application.output import die, say
from tests.application.requests import Answer, Requests, Server
from tests.application.tokens import workspace_of
from tests.application.variables import Variables, control_plane_refusal, port_of

ROLE = "control-plane"
_DOCUMENT = re.compile(r"/v1/workspaces/([^/]+)/documents/([^/]+)/([^/]+)")
_RUNS, _STREAM = re.compile(r"/v1/workspaces/([^/]+)/runs"), re.compile(r"/v1/workspaces/([^/]+)/events:stream")
_BEAT_SECONDS = 0.2


class ControlPlane(Server):
    """Its answers. The paths of runs and streams are the application's, that of documents is ours."""

    def __init__(self, variables: Variables, pool: Pool, runs: object) -> None:
        """Listen; `runs` is the connection to Temporal, if there was one at boot."""
        super().__init__(port_of(variables, 8080), ROLE, self._problem)
        self._variables = variables
        self._pool = pool
        self._documents = Documents(pool)
        self._runs = runs
        self._answered: dict[tuple[str, int], int] = {}
        self.streams = 0

    def answer(self, request: Requests) -> Answer | None:
        """Answer what is no probe, and count it."""
        path = request.path.partition("?")[0]
        answer = self._metrics(request) if path == "/metrics" else self._of_a_workspace(request, path)
        if answer:
            key = (request.command, answer[0])
            self._answered[key] = self._answered.get(key, 0) + 1
        return answer

    def _problem(self) -> str | None:
        try:
            with self._pool.connection() as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            return str(error).strip()
        return None

    def _metrics(self, request: Requests) -> Answer:
        wanted = self._variables.get("PORTARIUM_METRICS_TOKEN")
        if not wanted:
            return 403, "no token is set, so nobody has the right one"
        if request.headers.get("Authorization") != f"Bearer {wanted}":
            return 401, "not the token"
        return 200, "".join(
            f'portarium_http_requests_total{{method="{method}",status="{status}"}} {count}\n'
            for (method, status), count in sorted(self._answered.items())
        )

    def _of_a_workspace(self, request: Requests, path: str) -> Answer | None:
        workspace = workspace_of(self._variables, request.headers.get("Authorization"))
        if workspace is None:
            return 401, json.dumps({"title": "Unauthorized"})
        if (found := _DOCUMENT.fullmatch(path)) and found[1] == workspace:
            return self._document(request, workspace, found[2], found[3])
        if (found := _RUNS.fullmatch(path)) and found[1] == workspace and request.command == "POST":
            return (202, "{}") if self._runs else (503, json.dumps({"title": "no orchestrator since the start"}))
        if (found := _STREAM.fullmatch(path)) and found[1] == workspace:
            self._stream(request)
            return None
        return 404, json.dumps({"title": "Not Found"})

    def _document(self, request: Requests, workspace: str, collection: str, name: str) -> Answer:
        try:
            if request.command == "PUT":
                self._documents.write(workspace, collection, name, json.loads(request.content()))
                return 200, "{}"
            found: Mapping[str, Any] | None = self._documents.read(workspace, collection, name)
        except psycopg.Error as error:
            return 500, json.dumps({"title": str(error).strip()})
        return (404, json.dumps({"title": "Not Found"})) if found is None else (200, json.dumps(found))

    def _stream(self, request: Requests) -> None:
        self.streams += 1
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.end_headers()
        try:
            while True:
                request.wfile.write(b": still here\n\n")
                time.sleep(_BEAT_SECONDS)
        except OSError:
            request.close_connection = True
        finally:
            self.streams -= 1


def main(variables: Variables) -> int:
    """Start, serve until told to stop, and give the exit code."""
    if refusal := control_plane_refusal(variables):
        sys.stderr.write(f"{refusal}\n")
        return 1
    pool = Pool(variables["PORTARIUM_DATABASE_URL"])
    # Once: a Temporal that comes later is not looked for.
    runs = temporal.call(variables, ROLE)
    if runs is None:
        say(ROLE, "Temporal does not answer; runs are refused until the next start")
    try:
        Documents(pool).seed(variables.get("PORTARIUM_DEV_WORKSPACE_ID") or "ws-local-dev")
    except psycopg.Error as error:
        die(f"Error: {' '.join(str(error).split())}")
    server = ControlPlane(variables, pool, runs)
    say(ROLE, "Portarium server started", port=server.server_address[1])
    server.serve_until_told()
    say(ROLE, "stopping", streams=server.streams)
    while server.streams:
        time.sleep(_BEAT_SECONDS)
    pool.wait_until_empty()
    return 0
