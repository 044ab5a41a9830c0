"""Doubles look when something has changed, for a while after it, and every few seconds in any case."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest

from portarium_sandbox.cloud.changes import Changes
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.kubeconfig import Cluster

_PATH = "/api/v1/configmaps"


class _Server(KubernetesClient):
    """Tells of what the test puts into it."""

    def __init__(self) -> None:
        super().__init__(Cluster(server="http://127.0.0.1:1"))
        self.events: Queue[dict[str, Any]] = Queue()
        self.is_served = True
        self.asked = 0

    def get(self, path: str, **query: str) -> dict[str, Any]:
        self.asked += 1
        if not self.is_served:
            raise ApiError({"message": "the server could not find the requested resource"}, 404)
        return {"metadata": {"resourceVersion": "1"}}

    def watch(self, path: str, version: str, seconds: int) -> Iterator[dict[str, Any]]:
        while True:
            yield self.events.get()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, "nothing was heard"
        time.sleep(0.01)


@pytest.fixture
def server() -> _Server:
    """A server with nothing to tell."""
    return _Server()


def test_after_a_change_it_is_due_for_a_while(server: _Server) -> None:
    """And then at intervals, because times of the clock change nothing in a cluster."""
    now = [100.0]
    changes = Changes(server, watched=[_PATH], clock=lambda: now[0])
    _until(lambda: server.asked == 1)
    assert changes.due()
    now[0] += 20
    assert changes.due(), "the last look was long ago"
    now[0] += 1
    assert not changes.due()
    server.events.put({"type": "MODIFIED"})
    _until(changes.due)
    now[0] += 4
    assert changes.due()
    now[0] += 1
    assert not changes.due()
    changes.stop()


def test_a_bookmark_is_no_change(server: _Server) -> None:
    """The API server sends one now and then, so that a watch begins anew where it was."""
    now = [100.0]
    changes = Changes(server, watched=[_PATH], clock=lambda: now[0])
    _until(lambda: server.asked == 1)
    changes.due()
    now[0] += 20
    changes.due()
    now[0] += 1
    server.events.put({"type": "BOOKMARK"})
    _until(server.events.empty)
    assert not changes.due()
    changes.stop()


def test_a_kind_that_is_not_served_is_asked_for_again(server: _Server) -> None:
    """Its chart may come later; until then it is no error."""
    server.is_served = False
    changes = Changes(server, watched=[_PATH])
    _until(lambda: server.asked == 1)
    server.is_served = True
    _until(lambda: server.asked > 1)
    changes.stop()
    assert server.asked > 1
