"""One server for all tests of database access; each test has a database and logins of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ops.operations.access.ground import CloudProcess, Ground, Site


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A cloud with a server."""
    process = CloudProcess(tmp_path_factory.mktemp("cloud"))
    try:
        yield process.start()
    finally:
        process.stop()


@pytest.fixture
def site(ground: Ground, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A plan whose database is called after the test's number; nothing of it is there yet."""
    # libpq's own word for the address of a name that no resolver of this machine knows.
    monkeypatch.setenv("PGHOSTADDR", ground.endpoint["local_host"])
    numbers = [item.nodeid for item in request.session.items]
    return ground.plan(f"d{numbers.index(request.node.nodeid)}")
