"""What the two delivery roles of an environment may do."""

from collections.abc import Sequence

from components.aws.delivery_boundary import PROVISIONED_SERVICES, evidence_objects
from components.aws.policy_document import Statement
from components.naming import physical_name

PREVIEW_POLICY = "arn:aws:iam::aws:policy/SecurityAudit"
"""AWS's policy that reads configurations and no data; `ReadOnlyAccess` would read every object and log line."""

_READS_BESIDE_AUDIT = (
    "budgets:ListTagsForResource",
    "budgets:ViewBudget",
    "eks:DescribeAddon",
    "eks:DescribePodIdentityAssociation",
    "s3:ListTagsForResource",
    "sqs:GetQueueUrl",
)
_PASSED_TO = (
    "ec2.amazonaws.com",
    "eks.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pods.eks.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
_SERVICE_LINKED = (
    "autoscaling.amazonaws.com",
    "eks-nodegroup.amazonaws.com",
    "eks.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
)


def deploy_statements(account_id: str, environment: str, hosted: Sequence[str]) -> list[Statement]:
    """Everything an environment is made of, roles of its own name, and no way to undo what evidence rests on."""
    names = [physical_name(owner) for owner in (environment, *hosted)]
    roles = [f"arn:aws:iam::{account_id}:role/{name}-*" for name in names]
    policies = [f"arn:aws:iam::{account_id}:policy/{name}-*" for name in names]
    return [
        Statement(sid="Provision", actions=[f"{service}:*" for service in PROVISIONED_SERVICES]),
        Statement(sid="ReadIdentities", actions=["iam:Get*", "iam:List*", "sts:GetCallerIdentity"]),
        Statement(
            sid="OwnRoles",
            actions=[
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
            ],
            resources=roles,
        ),
        Statement(
            sid="OwnPolicies",
            actions=[
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            resources=policies,
        ),
        Statement(
            sid="HandRolesToServices",
            actions=["iam:PassRole"],
            resources=roles,
            conditions={"StringEquals": {"iam:PassedToService": _PASSED_TO}},
        ),
        Statement(
            sid="RolesOfServices",
            actions=["iam:CreateServiceLinkedRole"],
            conditions={"StringEquals": {"iam:AWSServiceName": _SERVICE_LINKED}},
        ),
        Statement(
            sid="RetentionIsNotDelivery", effect="Deny", actions=["s3:PutObjectRetention", "s3:PutObjectLegalHold"]
        ),
        Statement(
            sid="EvidenceIsNotHidden",
            effect="Deny",
            actions=["s3:DeleteObject"],
            resources=[evidence_objects(environment)],
        ),
        # Evidence without its key is lost: whoever ends a key does it in person, with a month to think it over.
        Statement(sid="KeysOutliveDelivery", effect="Deny", actions=["kms:DisableKey", "kms:ScheduleKeyDeletion"]),
    ]


def preview_statements(environment: str) -> list[Statement]:
    """Beside what `PREVIEW_POLICY` reads: the configurations it leaves out, and by no addition a secret."""
    return [
        Statement(sid="WhatTheAuditLeavesOut", actions=_READS_BESIDE_AUDIT),
        Statement(
            sid="NoSecrets",
            effect="Deny",
            actions=["secretsmanager:GetSecretValue", "ssm:GetParameter*"],
        ),
        Statement(
            sid="NoEvidence",
            effect="Deny",
            actions=["s3:GetObject*"],
            resources=[evidence_objects(environment)],
        ),
    ]
