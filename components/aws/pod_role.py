"""The AWS identity of one Kubernetes service account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import eks, iam

from components.aws.policy_document import Principals, Statement, policy_document, role_trust
from components.component import Component
from components.naming import physical_name
from domain.iam_role import LONGEST_NAME

# IAM's limit; longer names are cut with a digest.


@dataclass(frozen=True, kw_only=True)
class PodRoleArgs:
    """Which service account it is for, and what its pods may do in AWS."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account of the cluster."""
    cluster_name: pulumi.Input[str]
    """The cluster whose pods get it."""
    cluster_arn: pulumi.Input[str]
    """The ARN of that cluster; no other cluster's pods get it."""
    namespace: str
    """The namespace of the service account."""
    service_account: str
    """The service account."""
    statements: Sequence[Statement] = ()
    """What its pods may do."""
    managed_policy_arns: Sequence[str] = ()
    """AWS's own policies, for AWS's own add-ons."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role."""


class PodRole(Component):
    """An IAM role that EKS hands to the pods of one service account in one cluster, and to nobody else."""

    role_arn: pulumi.Output[str]
    """The role."""
    association_id: pulumi.Output[str]
    """The association; pods that start before it exists have no AWS identity."""
    association: eks.PodIdentityAssociation
    """The association itself, for workloads to depend on."""

    def __init__(self, name: str, args: PodRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:PodRole", name, None, opts)
        role = iam.Role(
            f"{name}-role",
            name=pod_role_name(args.environment, args.namespace, args.service_account),
            description=f"Pods of {args.namespace}/{args.service_account}",
            assume_role_policy=policy_document([pod_trust(args)]),
            permissions_boundary=args.permissions_boundary,
            opts=self.child(),
        )
        permissions: list[pulumi.Resource] = [
            iam.RolePolicyAttachment(
                f"{name}-{policy_arn.rsplit('/', 1)[-1]}",
                role=role.name,
                policy_arn=policy_arn,
                opts=self.child(),
            )
            for policy_arn in args.managed_policy_arns
        ]
        if args.statements:
            permissions.append(
                iam.RolePolicy(
                    f"{name}-policy",
                    name=args.service_account,
                    role=role.name,
                    policy=policy_document(args.statements),
                    opts=self.child(),
                )
            )
        self.association = eks.PodIdentityAssociation(
            f"{name}-association",
            cluster_name=args.cluster_name,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=role.arn,
            opts=self.child(depends_on=permissions),
        )
        self.role_arn = role.arn
        self.association_id = self.association.association_id
        self.register()


def pod_role_name(environment: str, namespace: str, service_account: str) -> str:
    """The name of a service account's role, for key and bucket policies that are written before the role exists."""
    return physical_name(environment, namespace, service_account, limit=LONGEST_NAME)


def pod_trust(args: PodRoleArgs) -> Statement:
    """EKS may take the role on for this service account of this cluster only.

    An association can be made by anyone with EKS permissions; the session tags that EKS sets can't be forged.
    """
    return role_trust(
        Principals(services=["pods.eks.amazonaws.com"]),
        "sts:AssumeRole",
        "sts:TagSession",
        conditions={
            "StringEquals": {
                "aws:SourceAccount": args.account_id,
                "aws:RequestTag/eks-cluster-arn": args.cluster_arn,
                "aws:RequestTag/kubernetes-namespace": args.namespace,
                "aws:RequestTag/kubernetes-service-account": args.service_account,
            }
        },
    )
