"""Each set of planes is a part of the whole."""

from typing import get_args

from domain.plane import SERVING_PLANES, EnvironmentPlane, NodePlane, Plane, WorkloadPlane


def test_every_plane_belongs_to_the_planes() -> None:
    """A namespace can be made for whatever a node, a workload or an environment is for."""
    everything = set(get_args(Plane))
    assert {*get_args(EnvironmentPlane), "system"} == everything
    assert set(get_args(NodePlane)) == {*get_args(WorkloadPlane), "system"}
    assert set(get_args(WorkloadPlane)) < set(SERVING_PLANES) < everything
