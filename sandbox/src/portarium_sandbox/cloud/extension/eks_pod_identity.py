"""Pod identity: which IAM role the pods of a service account act as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException
from moto.eks.models import paginated_list
from moto.eks.utils import validate_role_arn
from moto.moto_api._internal import mock_random

from portarium_sandbox.cloud.extension.eks_operations import EksOperations

if TYPE_CHECKING:
    from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster

_SUMMARY = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")


@dataclass(kw_only=True)
class PodIdentityAssociation:
    """One service account's role."""

    cluster_name: str
    cluster_arn: str
    namespace: str
    service_account: str
    role_arn: str
    target_role_arn: str | None
    disable_session_tags: bool
    tags: dict[str, str]
    owner_arn: str | None = None
    id: str = field(default_factory=lambda: f"a-{mock_random.get_random_string(17, lower_case=True)}")
    created_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)

    @property
    def arn(self) -> str:
        """The association's own ARN."""
        prefix = self.cluster_arn.split(":cluster/")[0]
        return f"{prefix}:podidentityassociation/{self.cluster_name}/{self.id}"

    def to_dict(self) -> dict[str, Any]:
        """Give EKS's view of the association."""
        return {
            "clusterName": self.cluster_name,
            "namespace": self.namespace,
            "serviceAccount": self.service_account,
            "roleArn": self.role_arn,
            "associationArn": self.arn,
            "associationId": self.id,
            "tags": self.tags,
            "createdAt": self.created_at,
            "modifiedAt": self.modified_at,
            "ownerArn": self.owner_arn,
            "disableSessionTags": self.disable_session_tags,
            "targetRoleArn": self.target_role_arn,
        }


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
    cluster: "SandboxCluster",
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
