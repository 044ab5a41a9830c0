"""The planes: what namespaces, workloads and nodes are for."""

from typing import Literal, get_args

WorkloadPlane = Literal["control", "execution"]
"""What a workload of Portarium belongs to: the control plane, or the untrusted execution plane."""

WORKLOAD_PLANES: tuple[WorkloadPlane, ...] = get_args(WorkloadPlane)
"""Both of them."""

NodePlane = Literal["system", WorkloadPlane]
"""What a node is for: the platform, the control plane, or the execution plane."""

EnvironmentPlane = Literal["environment", "data", WorkloadPlane, "egress"]
"""What a namespace of one environment is for: the environment itself, the data layer's jobs, the workloads, the way out
to the internet."""

Plane = Literal[EnvironmentPlane, "system"]
"""What a namespace is for; the platform's own is shared by all environments of a cluster."""

SYSTEM = "system"
"""The platform's own plane, and so its namespace and the pool of its nodes."""

SERVING_PLANES: tuple[EnvironmentPlane, ...] = ("control", "execution", "egress")
"""The planes whose pods run until they are replaced, and are watched and measured."""

RUNNING_PLANES: tuple[EnvironmentPlane, ...] = (*SERVING_PLANES, "data")
"""The planes in which there are pods at all."""

PLANE_KEY = "portarium.io/plane"
"""The label of namespaces and pods, and the taint that keeps everything but the execution plane off its nodes; the
value is the plane."""


def serves_label(plane: NodePlane) -> str:
    """Return the node label, with the value "true", that a pool carries for each plane it serves."""
    return f"portarium.io/serves-{plane}"
