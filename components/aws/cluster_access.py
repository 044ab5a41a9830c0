"""Who may use the Kubernetes API of a cluster."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks

from components.component import Component
from domain.access_grant import grant_name
from domain.iam_role import IamRole

CLUSTER_ADMINISTRATION = "AmazonEKSClusterAdminPolicy"
"""The access policy that allows everything."""


@dataclass(frozen=True, kw_only=True)
class AccessGrant:
    """What one IAM role may do in the cluster."""

    name: str
    """What the grant is called; the resources are named after it."""
    principal_arn: pulumi.Input[str]
    """The IAM role."""
    eks_policies: Sequence[str] = ()
    """EKS's own access policies that it gets in the whole cluster, such as `AmazonEKSViewPolicy`."""
    kubernetes_groups: Sequence[str] = ()
    """The groups it belongs to in role bindings."""


@dataclass(frozen=True, kw_only=True)
class ClusterAccessArgs:
    """All who may enter one cluster."""

    cluster_name: pulumi.Input[str]
    """The cluster."""
    grants: Sequence[AccessGrant]
    """Who may enter, and for what."""


class ClusterAccess(Component):
    """The access entries of a cluster; whatever is applied to its API depends on `associations`.

    Deleted before the workloads, they would lock out the one that deletes the workloads.
    """

    ready: pulumi.Output[bool]
    """True once every grant is in place."""
    given_at: pulumi.Output[list[str]]
    """When each access policy was given; EKS acts on one up to half a minute later."""
    associations: list[pulumi.Resource]
    """The entries and policy associations, for workloads to depend on."""

    def __init__(self, name: str, args: ClusterAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:ClusterAccess", name, None, opts)
        check_names(args.grants)
        self.associations = []
        identities: list[pulumi.Output[str]] = []
        given_at: list[pulumi.Output[str]] = []
        for grant in args.grants:
            entry = eks.AccessEntry(
                f"{name}-{grant.name}",
                cluster_name=args.cluster_name,
                principal_arn=grant.principal_arn,
                kubernetes_groups=list(grant.kubernetes_groups) or None,
                type="STANDARD",
                opts=self.child(),
            )
            self.associations.append(entry)
            identities.append(entry.id)
            for policy in grant.eks_policies:
                association = eks.AccessPolicyAssociation(
                    f"{name}-{grant.name}-{policy}",
                    cluster_name=args.cluster_name,
                    principal_arn=entry.principal_arn,
                    policy_arn=f"arn:aws:eks::aws:cluster-access-policy/{policy}",
                    access_scope=eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
                    opts=self.child(),
                )
                self.associations.append(association)
                identities.append(association.id)
                given_at.append(association.associated_at)
        self.ready = pulumi.Output.all(*identities).apply(lambda _: True)
        self.given_at = pulumi.Output.all(*given_at).apply(list)
        self.register()


def administrators(roles: Sequence[IamRole], account_id: str) -> list[AccessGrant]:
    """The grants of roles that may do everything, each named after its role."""
    return [
        AccessGrant(
            name=grant_name(role),
            principal_arn=role.arn(account_id=account_id),
            eks_policies=[CLUSTER_ADMINISTRATION],
        )
        for role in roles
    ]


def check_names(grants: Sequence[AccessGrant]) -> None:
    """Two grants of one name would be one resource: say so before the engine does."""
    repeated = sorted(name for name, times in Counter(grant.name for grant in grants).items() if times > 1)
    if repeated:
        raise ValueError(f"access grants: {', '.join(repeated)} is named more than once, a grant has a name of its own")
