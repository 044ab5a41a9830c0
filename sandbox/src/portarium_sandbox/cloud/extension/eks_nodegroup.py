"""A node group: moto's, active once its nodes have joined the cluster."""

from typing import cast

from moto.core.utils import utcnow
from moto.eks.models import Nodegroup


class SandboxNodegroup(Nodegroup):
    """A node group whose status says whether its nodes are in the cluster."""

    generation: int
    joined_generation: int

    @classmethod
    def adopt(cls, nodegroup: Nodegroup) -> "SandboxNodegroup":
        """Turn a node group that moto has just made into one of ours."""
        nodegroup.__class__ = cls
        adopted = cast(SandboxNodegroup, nodegroup)
        adopted.generation = 1
        adopted.joined_generation = 0
        return adopted

    @property
    def status(self) -> str:
        """ACTIVE when the nodes in the cluster are those that the group asks for."""
        if self.joined_generation >= self.generation:
            return "ACTIVE"
        return "UPDATING" if self.joined_generation else "CREATING"

    @status.setter
    def status(self, value: str) -> None:
        del value

    def touch(self) -> None:
        """Note that the nodes must be brought in step again."""
        self.generation += 1
        self.modified_at = utcnow()
