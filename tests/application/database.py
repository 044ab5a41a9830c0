"""The control plane's connections: kept for a while, and the end of the process when an idle one is cut."""

import select
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any

import psycopg

from tests.application.output import die

IDLE_SECONDS = 10.0
_CONNECT_SECONDS, _STATEMENT_MILLISECONDS, _LOOK_SECONDS = 5, 30_000, 0.2

Connection = psycopg.Connection[tuple[Any, ...]]


class Pool:
    """Connections by a DSN that is read once and taken as it is, TLS and all."""

    def __init__(self, url: str) -> None:
        """Nothing is connected before somebody asks."""
        self._url = url
        self._idle: list[tuple[float, Connection]] = []
        self._lock = Lock()
        Thread(target=self._watch, daemon=True).start()

    @contextmanager
    def connection(self) -> Generator[Connection]:
        """Lend a connection; one on which something failed is not kept."""
        with self._lock:
            _, connection = self._idle.pop() if self._idle else (0, None)
        found = connection or psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            options=f"-c statement_timeout={_STATEMENT_MILLISECONDS}",
        )
        try:
            yield found
        except psycopg.Error:
            found.close()
            raise
        with self._lock:
            self._idle.append((time.monotonic(), found))

    def wait_until_empty(self) -> None:
        """Wait until no connection holds the process back any more."""
        while self._idle:
            time.sleep(_LOOK_SECONDS / 2)

    def _watch(self) -> None:
        while True:
            with self._lock:
                for since, connection in list(self._idle):
                    # Nobody asked anything, so all that can be heard is how it ends.
                    if select.select([connection], [], [], 0)[0]:
                        die("Error: Connection terminated unexpectedly, and nobody handles the error of an idle client")
                    if time.monotonic() - since > IDLE_SECONDS:
                        connection.close()
                        self._idle.remove((since, connection))
            time.sleep(_LOOK_SECONDS)
