"""Tags on all that EKS tags; moto tags clusters only."""

from typing import cast
from urllib.parse import unquote

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.exceptions import ResourceNotFoundException

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.parameter import as_list


class TagOperations(EksOperations):
    """TagResource, UntagResource and ListTagsForResource."""

    def tag_resource(self) -> ActionResult:
        """Answer TagResource."""
        self._tags().update(self.param("tags") or {})
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        """Answer UntagResource."""
        tags = self._tags()
        for key in as_list(self.param("tagKeys")):
            tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        """Answer ListTagsForResource."""
        return ActionResult({"tags": self._tags()})

    def _tags(self) -> dict[str, str]:
        arn = unquote(self.param("resourceArn"))
        for cluster in cast(dict[str, SandboxCluster], self.eks_backend.clusters).values():
            owners = [
                cluster,
                *cluster.nodegroups.values(),
                *cluster.access_entries.values(),
                *cluster.addons.values(),
                *cluster.pod_identity_associations.values(),
            ]
            for owner in owners:
                if owner.arn == arn:
                    return owner.tags
            for profile in cluster.fargate_profiles.values():
                if profile.fargate_profile_arn == arn:
                    return profile.tags
        raise ResourceNotFoundException(message=f"Resource was not found: {arn}")
