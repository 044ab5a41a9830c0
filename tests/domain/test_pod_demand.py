"""What a service asks of its nodes."""

import pytest

from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity


def demand(*, replicas: int = 3, steady: int | None = None) -> PodDemand:
    """A service on the platform's nodes."""
    return PodDemand(
        name="vault",
        plane="system",
        replicas=replicas,
        steady=steady,
        cpu=CpuQuantity("250m"),
        memory=MemoryQuantity("256Mi"),
    )


def test_pods_of_a_service_always_run() -> None:
    """Who says nothing else means that all of them always run."""
    assert demand(replicas=3).always == 3


def test_a_job_does_not_always_run() -> None:
    """A job has pods at its worst, and none otherwise."""
    assert demand(replicas=1, steady=0).always == 0


def test_only_daemonsets_are_on_the_nodes_of_every_pool() -> None:
    """Pods of another kind would be counted on no pool."""
    with pytest.raises(ValueError, match="coredns: only a daemonset"):
        PodDemand(name="coredns", plane=None, cpu=None, memory=None)
