"""Pod identity: which IAM role the pods of a service account act as."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random


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
