"""Noting updates, and looking them up afterwards."""

from collections.abc import Mapping
from typing import Any

from moto.core.responses import ActionResult
from moto.eks.exceptions import ResourceNotFoundException

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_update import Update


def record(cluster: SandboxCluster, kind: str, params: Mapping[str, Any], target: str = "") -> ActionResult:
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
