"""Updates: what EKS answers to a change, and how it is looked up afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceNotFoundException
from moto.moto_api._internal import mock_random

from portarium_sandbox.cloud.extension.eks_operations import EksOperations

if TYPE_CHECKING:
    from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster


@dataclass(kw_only=True)
class Update:
    """One change to a cluster, a node group or an add-on; in the sandbox it is done when it is answered."""

    type: str
    params: dict[str, Any]
    target: str = ""
    id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    created_at: datetime = field(default_factory=utcnow)

    def to_dict(self) -> dict[str, Any]:
        """Give EKS's view of the update."""
        return {
            "id": self.id,
            "status": "Successful",
            "type": self.type,
            "params": [{"type": name, "value": str(value)} for name, value in self.params.items()],
            "createdAt": self.created_at,
            "errors": [],
        }


def record(cluster: "SandboxCluster", kind: str, params: Mapping[str, Any], target: str = "") -> ActionResult:
    """Note an update of a cluster, or of the node group or add-on named `target`, and answer with it."""
    given = {name: value for name, value in params.items() if value is not None}
    update = Update(type=kind, params=given, target=target)
    cluster.updates[update.id] = update
    return ActionResult({"update": update.to_dict()})


class UpdateOperations(EksOperations):
    """DescribeUpdate and ListUpdates."""

    def describe_update(self) -> ActionResult:
        """Answer DescribeUpdate."""
        cluster = self.cluster()
        update_id = self.param("updateId")
        update = cluster.updates.get(update_id)
        if update is None:
            raise ResourceNotFoundException(
                clusterName=cluster.name, message=f"No update found for ID: {update_id} and type: cluster"
            )
        return ActionResult({"update": update.to_dict()})

    def list_updates(self) -> ActionResult:
        """Answer ListUpdates."""
        cluster = self.cluster()
        target = self.param("nodegroupName") or self.param("addonName") or ""
        return self.page("updateIds", [update.id for update in cluster.updates.values() if update.target == target])
