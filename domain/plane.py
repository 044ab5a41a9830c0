"""The planes of an environment and how nodes are marked for them."""

from typing import Literal

Plane = Literal["system", "control", "execution"]
"""What a node or a workload is for: the platform, the control plane, or the untrusted execution plane."""

WorkloadPlane = Literal["control", "execution"]

EXECUTION_TAINT = "portarium.io/plane"
"""The key of the taint that keeps everything but the execution plane off its nodes; its value is the plane."""


def plane_label(plane: Plane) -> str:
    """Return the node label, with the value "true", that a pool carries for each plane it serves."""
    return f"portarium.io/serves-{plane}"
