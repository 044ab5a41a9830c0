"""Tags on all that EKS tags; moto tags clusters only."""

from urllib.parse import unquote

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.exceptions import ResourceNotFoundException

from sandbox.cloud.extension.eks_cluster import SandboxCluster
from sandbox.cloud.extension.eks_operations import EksOperations


class TagOperations(EksOperations):
    """TagResource, UntagResource and ListTagsForResource."""

    def tag_resource(self) -> ActionResult:
        self._tags().update(self.param("tags") or {})
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        tags = self._tags()
        for key in self.param("tagKeys") or []:
            tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        return ActionResult({"tags": self._tags()})

    def _tags(self) -> dict[str, str]:
        arn = unquote(self.param("resourceArn"))
        for cluster in self.eks_backend.clusters.values():
            assert isinstance(cluster, SandboxCluster)
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
