"""What the two delivery roles of an environment may do."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True)
class StateStore:
    """Where Pulumi keeps the state of a stack when it is in our own bucket."""

    bucket_arn: str
    """The bucket."""
    key_arn: str
    """The key that encrypts the state's secrets."""


def deploy_statements(
    account_id: str, environment: str, hosted: Sequence[str], state: StateStore | None
) -> list[Statement]:
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
        *([] if state is None else _state_statements(state, write=True)),
    ]


def preview_statements(environment: str, state: StateStore | None) -> list[Statement]:
    """Beside what `PREVIEW_POLICY` reads: the configurations it leaves out, the state, and by no addition a secret."""
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
        *([] if state is None else _state_statements(state, write=False)),
    ]


def _state_statements(state: StateStore, *, write: bool) -> list[Statement]:
    objects = ["s3:GetObject", *(["s3:PutObject", "s3:DeleteObject"] if write else [])]
    key = ["kms:Decrypt", *(["kms:Encrypt", "kms:GenerateDataKey"] if write else [])]
    return [
        Statement(sid="ListState", actions=["s3:ListBucket"], resources=[state.bucket_arn]),
        Statement(sid="State", actions=objects, resources=[f"{state.bucket_arn}/*"]),
        Statement(sid="StateKey", actions=key, resources=[state.key_arn]),
    ]
