"""One server of each major version for all tests; a test that changes anything has a database of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database.server import MAJORS, Server, Site, running


@pytest.fixture(scope="session", params=MAJORS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one major version."""
    with running(request.param, tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture(scope="session")
def migrated(server: Server) -> str:
    """The name of a database whose shared tables are there, to copy from."""
    site = server.site()
    assert [outcome.result for outcome in site.apply()] == ["applied"]
    return site.database


@pytest.fixture
def empty(server: Server) -> Site:
    """A site before its first migration."""
    return server.site()


@pytest.fixture
def site(server: Server, migrated: str) -> Site:
    """A site whose shared tables are there, and no workspace."""
    return server.site(template=migrated)
