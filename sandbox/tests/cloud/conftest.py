"""Clouds for the tests: one for all tests of the API, and one of its own for each test that kills it."""

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cloud import fake_controlplane
from tests.cloud.cloud_process import CloudProcess


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that takes portarium-controlplane's arguments, and needs no Go."""
    program = tmp_path_factory.mktemp("bin") / "fake-controlplane"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {fake_controlplane.__file__} "$@"\n')
    program.chmod(0o755)
    return program


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory, control_plane: Path) -> Iterator[CloudProcess]:
    """A cloud that tests share: each names its resources so that no other meets them."""
    process = CloudProcess(tmp_path_factory.mktemp("cloud") / "state", control_plane).start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def shared_cluster(cloud: CloudProcess) -> str:
    """An active cluster on the shared cloud."""
    cloud.cluster("shared")
    return "shared"


@pytest.fixture
def new_cloud(tmp_path: Path, control_plane: Path) -> Iterator[Callable[[], CloudProcess]]:
    """Makes clouds that end with the test."""
    made: list[CloudProcess] = []

    def make() -> CloudProcess:
        made.append(CloudProcess(tmp_path / f"cloud-{len(made)}", control_plane))
        return made[-1]

    yield make
    for process in made:
        process.stop()
