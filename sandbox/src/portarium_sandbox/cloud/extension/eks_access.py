"""Access entries: which IAM principals may enter a cluster, under which Kubernetes name and groups."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from portarium_sandbox.cloud.extension.eks_access_policy import PolicyAssociation


@dataclass(kw_only=True)
class AccessEntry:
    """One principal's way into one cluster."""

    cluster_name: str
    cluster_arn: str
    principal_arn: str
    type: str
    username: str
    kubernetes_groups: list[str]
    tags: dict[str, str]
    policies: dict[str, PolicyAssociation] = field(default_factory=dict[str, PolicyAssociation])
    id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    created_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)

    @property
    def arn(self) -> str:
        """The entry's own ARN."""
        prefix = self.cluster_arn.split(":cluster/")[0]
        _, _, _, _, account, principal = self.principal_arn.split(":", 5)
        kind, name = principal.split("/", 1)
        return f"{prefix}:access-entry/{self.cluster_name}/{kind}/{account}/{name.rsplit('/', 1)[-1]}/{self.id}"

    def to_dict(self) -> dict[str, Any]:
        """Give EKS's view of the entry."""
        return {
            "clusterName": self.cluster_name,
            "principalArn": self.principal_arn,
            "kubernetesGroups": self.kubernetes_groups,
            "accessEntryArn": self.arn,
            "createdAt": self.created_at,
            "modifiedAt": self.modified_at,
            "tags": self.tags,
            "username": self.username,
            "type": self.type,
        }
