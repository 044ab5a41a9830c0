"""The operations on pod identity associations."""

from collections.abc import Mapping

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException
from moto.eks.models import paginated_list
from moto.eks.utils import validate_role_arn

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_pod_identity import PodIdentityAssociation

_SUMMARY = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")


class PodIdentityOperations(EksOperations):
    """The operations on pod identity associations."""

    def create_pod_identity_association(self) -> ActionResult:
        """Answer CreatePodIdentityAssociation."""
        association = new_association(
            self.cluster(),
            namespace=self.param("namespace"),
            service_account=self.param("serviceAccount"),
            role_arn=self.param("roleArn"),
            target_role_arn=self.param("targetRoleArn"),
            disable_session_tags=bool(self.param("disableSessionTags")),
            tags=self.param("tags"),
        )
        return ActionResult({"association": association.to_dict()})

    def describe_pod_identity_association(self) -> ActionResult:
        """Answer DescribePodIdentityAssociation."""
        return ActionResult({"association": self._association().to_dict()})

    def list_pod_identity_associations(self) -> ActionResult:
        """Answer ListPodIdentityAssociations."""
        namespace, account = self.param("namespace"), self.param("serviceAccount")
        found = {
            association.id: association.to_dict()
            for association in self.cluster().pod_identity_associations.values()
            if namespace in (None, association.namespace) and account in (None, association.service_account)
        }
        limit = int(self.param("maxResults") or 100)
        ids, next_token = paginated_list(list(found), limit, self.param("nextToken"))
        summaries = [{key: found[identity][key] for key in _SUMMARY} for identity in ids]
        return ActionResult({"associations": summaries, "nextToken": next_token})

    def update_pod_identity_association(self) -> ActionResult:
        """Answer UpdatePodIdentityAssociation."""
        association = self._association()
        if role_arn := self.param("roleArn"):
            validate_role_arn(role_arn)
            association.role_arn = role_arn
        if (target := self.param("targetRoleArn")) is not None:
            association.target_role_arn = target or None
        if (disable := self.param("disableSessionTags")) is not None:
            association.disable_session_tags = bool(disable)
        association.modified_at = utcnow()
        return ActionResult({"association": association.to_dict()})

    def delete_pod_identity_association(self) -> ActionResult:
        """Answer DeletePodIdentityAssociation."""
        association = self._association()
        del self.cluster().pod_identity_associations[association.id]
        return ActionResult({"association": association.to_dict()})

    def _association(self) -> PodIdentityAssociation:
        cluster, association_id = self.cluster(), self.param("associationId")
        association = cluster.pod_identity_associations.get(association_id)
        if association is None:
            raise ResourceNotFoundException(
                clusterName=cluster.name, message=f"No association found with id: {association_id}"
            )
        return association


def new_association(
    cluster: SandboxCluster,
    *,
    namespace: str,
    service_account: str,
    role_arn: str,
    target_role_arn: str | None = None,
    disable_session_tags: bool = False,
    tags: Mapping[str, str] | None = None,
    owner_arn: str | None = None,
) -> PodIdentityAssociation:
    """Give a service account a role."""
    validate_role_arn(role_arn)
    for other in cluster.pod_identity_associations.values():
        if (other.namespace, other.service_account) == (namespace, service_account):
            raise ResourceInUseException(clusterName=cluster.name, message=f"Association already exists: {other.id}")
    association = PodIdentityAssociation(
        cluster_name=cluster.name,
        cluster_arn=cluster.arn,
        namespace=namespace,
        service_account=service_account,
        role_arn=role_arn,
        target_role_arn=target_role_arn,
        disable_session_tags=disable_session_tags,
        tags=dict(tags or {}),
        owner_arn=owner_arn,
    )
    cluster.pod_identity_associations[association.id] = association
    return association
