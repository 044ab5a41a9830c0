"""Access policies: the permissions that EKS defines, and their association with an access entry."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow

PREFIX = "arn:aws:eks::aws:cluster-access-policy/"
POLICIES = tuple(
    PREFIX + name
    for name in (
        "AmazonEKSAdminPolicy",
        "AmazonEKSAdminViewPolicy",
        "AmazonEKSClusterAdminPolicy",
        "AmazonEKSEditPolicy",
        "AmazonEKSViewPolicy",
    )
)
_TAKES_EFFECT_AFTER = timedelta(seconds=15)
"""On EKS it is up to half a minute."""
CLUSTER_ADMIN = PREFIX + "AmazonEKSClusterAdminPolicy"


@dataclass(kw_only=True)
class PolicyAssociation:
    """A policy that an entry has, in the whole cluster or in some namespaces."""

    policy_arn: str
    namespaces: tuple[str, ...]
    associated_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)

    @property
    def in_force(self) -> bool:
        """Whether the cluster acts on it yet: who comes at once is refused, as on EKS."""
        return utcnow() - self.associated_at >= _TAKES_EFFECT_AFTER

    @property
    def policy_name(self) -> str:
        """The policy's name without its path."""
        return self.policy_arn.removeprefix(PREFIX)

    def to_dict(self) -> dict[str, Any]:
        """Give EKS's view of the association."""
        scope = {"type": "namespace", "namespaces": list(self.namespaces)} if self.namespaces else {"type": "cluster"}
        return {
            "policyArn": self.policy_arn,
            "accessScope": {"namespaces": [], **scope},
            "associatedAt": self.associated_at,
            "modifiedAt": self.modified_at,
        }
