"""What the two delivery roles of an environment may do."""

from collections.abc import Mapping, Sequence

from components.aws.delivery_actions import BY_NAME, CHANGED_WITH_TAG, EMPTIED, MADE_WITH_TAG, READS, ROLES, SECRETS
from components.aws.delivery_boundary import evidence_objects, proof
from components.aws.environment_reach import DATABASE_OF_SECRET, PARTS_OF_A_CLUSTER, Reach
from components.aws.policy_document import Statement
from domain.audit import OWN

PREVIEW_POLICY = "arn:aws:iam::aws:policy/SecurityAudit"
"""AWS's policy that reads configurations and no data; `ReadOnlyAccess` would read every object and log line."""

_READS_BESIDE_AUDIT = (
    "budgets:ListTagsForResource",
    "budgets:ViewBudget",
    "eks:DescribeAddon",
    "eks:DescribePodIdentityAssociation",
    "s3:ListTagsForResource",
)
_PASSED_TO = (
    "ec2.amazonaws.com",
    "eks.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pods.eks.amazonaws.com",
    "s3.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
_SERVICE_LINKED = (
    "autoscaling.amazonaws.com",
    "eks-nodegroup.amazonaws.com",
    "eks.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
)
_SERVICE_ROLES = "role/aws-service-role/*"


def deploy_policies(
    account_id: str, environment: str, hosted: Sequence[str], *, domain: str
) -> Mapping[str, list[Statement]]:
    """What an environment is made of, by the environment's names and tag, and no way to undo what evidence rests on.

    By the names of policies of their own, because AWS gives each of them 6,144 characters, and a role ten policies.
    """
    reach = Reach(account_id=account_id, environment=environment, hosted=hosted)
    return {
        "tagged": [
            Statement(sid="Read", actions=READS),
            *_by_tag(reach),
            proof(domain),
            _names_of_endpoints(),
            _audit_log(reach),
        ],
        "named": [*_by_name(reach), *_roles(reach), *_not_delivery(environment)],
    }


def _names_of_endpoints() -> Statement:
    return Statement(
        sid="NamesOfEndpoints",
        actions=["route53:AssociateVPCWithHostedZone"],
        conditions={"Bool": {"aws:ViaAWSService": "true"}},
    )


def _audit_log(reach: Reach) -> Statement:
    """It reads and adds events; what it wrote it can neither change nor delete, whatever else it may do."""
    return Statement(
        sid="AuditLog",
        actions=["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
        resources=[f"{objects.removesuffix('*')}{OWN.root}*" for objects in map(evidence_objects, reach.owners)],
    )


def _not_delivery(environment: str) -> list[Statement]:
    return [
        Statement(
            sid="RetentionIsNotDelivery", effect="Deny", actions=["s3:PutObjectRetention", "s3:PutObjectLegalHold"]
        ),
        Statement(
            sid="EvidenceIsNotHidden",
            effect="Deny",
            actions=["s3:DeleteObject"],
            resources=[evidence_objects(environment)],
        ),
    ]


def _by_tag(reach: Reach) -> list[Statement]:
    """What is named by AWS: it is made with the tag, and touched where it carries it."""
    return [
        Statement(
            sid="MakeWithTag",
            actions=[*MADE_WITH_TAG, "acm:RequestCertificate", "eks:CreateCluster", "kms:CreateKey"],
            conditions=reach.given,
        ),
        Statement(sid="MakeFromOwn", actions=MADE_WITH_TAG, conditions=reach.carried),
        Statement(sid="ChangeOwn", actions=CHANGED_WITH_TAG, conditions=reach.carried),
        # Only while something is made: what is there and has no tag can't be claimed by giving it one.
        Statement(
            sid="TagWhatIsMade",
            actions=["ec2:CreateTags"],
            conditions={**reach.given, "Null": {"ec2:CreateAction": "false"}},
        ),
        Statement(
            sid="TagNewKeys",
            actions=["kms:TagResource"],
            conditions={**reach.given, "Null": {"kms:ResourceAliases": "true"}},
        ),
        Statement(sid="TagNewCertificates", actions=["acm:AddTagsToCertificate"], conditions=reach.given),
        # EKS tries in the caller's name whether nodes can be started; the group and the image that they need have
        # tags of their makers. The boundary keeps it out of other environments' networks.
        Statement(sid="TryNodes", actions=["ec2:RunInstances"]),
    ]


def _by_name(reach: Reach) -> list[Statement]:
    account = reach.account_id
    return [
        Statement(
            sid="ChangeNamed",
            actions=BY_NAME,
            resources=[
                *reach.arns("budgets", "budget/", regional=False, shared=True),
                *reach.arns("cloudwatch", "alarm:"),
                *reach.cluster(*PARTS_OF_A_CLUSTER),
                *reach.log_groups(),
                *reach.database_parts(),
                f"arn:aws:rds:*:{account}:og:default:*",
                *reach.buckets(),
                *reach.arns("sns", "", shared=True),
            ],
        ),
        Statement(sid="EmptyBuckets", actions=EMPTIED, resources=[f"{bucket}/*" for bucket in reach.buckets()]),
        Statement(
            sid="Aliases",
            actions=["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
            resources=reach.arns("kms", "alias/", shared=True),
        ),
        Statement(sid="SecretsOfWorkloads", actions=SECRETS, resources=reach.secrets()),
        # RDS makes the password's secret in the caller's name; nobody who delivers reads it.
        Statement(
            sid="PasswordOfDatabase",
            actions=["secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"],
            resources=[f"arn:aws:secretsmanager:*:{account}:secret:rds!*"],
            conditions={"StringLikeIfExists": {DATABASE_OF_SECRET: reach.databases()}},
        ),
    ]


def _roles(reach: Reach) -> list[Statement]:
    return [
        Statement(sid="OwnRoles", actions=ROLES, resources=reach.roles()),
        Statement(
            sid="HandRolesToServices",
            actions=["iam:PassRole"],
            resources=reach.roles(),
            conditions={"StringEquals": {"iam:PassedToService": _PASSED_TO}},
        ),
        Statement(
            sid="RolesOfServices",
            actions=["iam:CreateServiceLinkedRole"],
            resources=[f"arn:aws:iam::{reach.account_id}:{_SERVICE_ROLES}"],
            conditions={"StringEquals": {"iam:AWSServiceName": _SERVICE_LINKED}},
        ),
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
