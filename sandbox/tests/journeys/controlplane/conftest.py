"""Control planes for the tests of this folder: one to share, and one of a test's own."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portarium_sandbox import builds
from portarium_sandbox.progress import Progress
from tests.journeys.controlplane.client import ControlPlane, furnish


@pytest.fixture(scope="session")
def binary() -> Path:
    """Return the program, built when this content of it never was."""
    return builds.control_plane(Progress())


@pytest.fixture(scope="session")
def cluster(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """Give a control plane with two nodes in two zones and a storage class, shared by the tests."""
    control_plane = ControlPlane(binary, tmp_path_factory.mktemp("shared") / "cluster")
    try:
        furnish(control_plane)
        yield control_plane
    finally:
        control_plane.stop()


@pytest.fixture
def start(binary: Path, tmp_path: Path) -> Iterator[Callable[..., ControlPlane]]:
    """Give a function that starts a control plane of the test's own, stopped at the end whatever happens."""
    started: list[ControlPlane] = []

    def start_one(webhook: str = "") -> ControlPlane:
        started.append(ControlPlane(binary, tmp_path / "cluster", webhook))
        return started[-1]

    yield start_one
    for control_plane in started:
        if control_plane.process.poll() is None:
            control_plane.stop(signal.SIGKILL)
