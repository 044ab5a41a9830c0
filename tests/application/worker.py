"""The worker: it answers probes, takes runs from Temporal, and ends without finishing them."""

import signal
import sys

from tests.application import temporal
from tests.application.output import die, say
from tests.application.requests import Server
from tests.application.variables import Variables, port_of, takes_runs, worker_refusal

ROLE = "execution-plane"


def main(variables: Variables) -> int:
    """Start, serve until told to stop, and give the exit code."""
    if refusal := worker_refusal(variables):
        sys.stderr.write(f"{refusal}\n")
        return 1
    server = Server(port_of(variables, 8081), ROLE, lambda: None)
    say(ROLE, "Portarium server started", port=server.server_address[1])
    if takes_runs(variables):
        queue = variables.get("PORTARIUM_TEMPORAL_TASK_QUEUE", "portarium-runs")
        # Nobody else holds it, and it is open for as long as the worker runs.
        connection = temporal.call(variables, f"{ROLE}, queue {queue},", patience=0)
        if connection is None:
            die("TransportError: Temporal does not answer")
        say(ROLE, "Temporal worker started", fileno=connection.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _end)
        server.serve_forever(poll_interval=0.05)
    server.serve_until_told()
    return 0


def _end(*_: object) -> None:
    die("IllegalStateError: the connection was closed under a running worker")
