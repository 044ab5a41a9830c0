"""Add-ons: what EKS installs into a cluster; here they are on record only, nothing of theirs runs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random


@dataclass(kw_only=True)
class Addon:
    """One add-on of one cluster."""

    cluster_name: str
    cluster_arn: str
    name: str
    version: str
    role_arn: str | None
    configuration: str | None
    tags: dict[str, str]
    association_arns: list[str] = field(default_factory=list[str])
    id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    created_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)

    @property
    def arn(self) -> str:
        """The add-on's own ARN."""
        return f"{self.cluster_arn.split(':cluster/')[0]}:addon/{self.cluster_name}/{self.name}/{self.id}"

    def to_dict(self, status: str = "ACTIVE") -> dict[str, Any]:
        """Give EKS's view of the add-on."""
        return {
            "addonName": self.name,
            "clusterName": self.cluster_name,
            "status": status,
            "addonVersion": self.version,
            "health": {"issues": []},
            "addonArn": self.arn,
            "createdAt": self.created_at,
            "modifiedAt": self.modified_at,
            "serviceAccountRoleArn": self.role_arn,
            "tags": self.tags,
            "publisher": "eks",
            "owner": "aws",
            "configurationValues": self.configuration,
            "podIdentityAssociations": self.association_arns,
        }
