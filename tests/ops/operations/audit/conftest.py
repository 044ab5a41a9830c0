"""A cloud for all tests of the audit log: each has buckets and keys of its own in it."""

from collections.abc import Iterator

import pytest

from tests.ops.operations.audit.cloud import Cloud


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """The sandbox's AWS."""
    made = Cloud(tmp_path_factory.mktemp("audit"))
    yield made
    made.stop()
