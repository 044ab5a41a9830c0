"""The Kubernetes double on a real API server, called as the engine calls it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portarium_sandbox import builds
from portarium_sandbox.charts import definitions
from portarium_sandbox.progress import Progress
from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from tests.journeys.controlplane.client import ControlPlane, furnish
from tests.providers.provider_client import ProviderClient, connected


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A control plane with two nodes, the namespace ``work`` and a storage class."""
    definitions.provide(Progress())
    control_plane = ControlPlane(builds.control_plane(Progress()), tmp_path_factory.mktemp("provider") / "cluster")
    try:
        furnish(control_plane)
        yield control_plane
    finally:
        control_plane.stop()


@pytest.fixture
def kubeconfig(cluster: ControlPlane) -> Path:
    """The administrator's kubeconfig."""
    return cluster.folder / "admin.kubeconfig"


@pytest.fixture
def client(kubeconfig: Path) -> Iterator[ProviderClient]:
    """The engine's side of the double, configured for the cluster."""
    with connected(KubernetesProvider()) as client:
        client.configure(kubeconfig=kubeconfig.read_text(encoding="utf-8"))
        yield client
