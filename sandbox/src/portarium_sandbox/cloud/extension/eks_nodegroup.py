"""A node group: moto's, active once its nodes have joined the cluster."""

from typing import Any, Final, cast

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.eks.models import Nodegroup

_DEFAULT_INSTANCE_TYPE: Final = "t3.medium"


class SandboxNodegroup(Nodegroup):
    """A node group whose status says whether its nodes are in the cluster."""

    generation: int
    joined_generation: int
    account_id: str
    running: int
    """How many instances it has; fewer than it is asked to have where the account may run no more."""
    failure: str
    """The status that says so; empty while it has them all."""

    @classmethod
    def adopt(cls, nodegroup: Nodegroup, account_id: str) -> "SandboxNodegroup":
        """Turn a node group that moto has just made into one of ours."""
        nodegroup.__class__ = cls
        adopted = cast(SandboxNodegroup, nodegroup)
        adopted.generation = 1
        adopted.joined_generation = 0
        adopted.account_id = account_id
        adopted.run(0)
        return adopted

    @property
    def status(self) -> str:
        """ACTIVE when the nodes in the cluster are those that the group asks for."""
        if self.failure:
            return self.failure
        if self.joined_generation >= self.generation:
            return "ACTIVE"
        return "UPDATING" if self.joined_generation else "CREATING"

    @status.setter
    def status(self, value: str) -> None:
        del value

    def run(self, instances: int) -> None:
        """Have so many instances, all that are asked for."""
        self.running, self.failure = instances, ""
        self.health = {"issues": list[dict[str, Any]]()}

    def refuse(self, issue: dict[str, Any]) -> None:
        """Keep the instances that there are, for want of those that are missing."""
        self.failure = "DEGRADED" if self.running else "CREATE_FAILED"
        self.health = {"issues": [issue]}

    def instance_type(self) -> str:
        """The first of its instance types, or that of its launch template."""
        if self.instance_types:
            return self.instance_types[0]
        template = self.launch_template or {}
        found = ec2_backends[self.account_id][self.region].describe_launch_templates(
            template_ids=[template["id"]] if "id" in template else None
        )
        return found[0].get_version(template.get("version") or "$Default").instance_type or _DEFAULT_INSTANCE_TYPE

    def touch(self) -> None:
        """Note that the nodes must be brought in step again."""
        self.generation += 1
        self.modified_at = utcnow()
