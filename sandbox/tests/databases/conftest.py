"""A cloud with one database, which all tests share; each test that harms one has a cloud of its own."""

import pytest

from tests.cloud import conftest
from tests.cloud.cloud_process import CloudProcess
from tests.databases.database import Database

control_plane, cloud, new_cloud = conftest.control_plane, conftest.cloud, conftest.new_cloud


@pytest.fixture(scope="session")
def database(cloud: CloudProcess) -> Database:
    """An instance that is available."""
    return Database.create(cloud, "shared")
