"""The upper limit of every role of an environment: what no role may do, whatever its own policy says."""

from components.aws.policy_document import Statement
from components.naming import physical_name
from domain.access_grant import delivery_role_name

PROVISIONED_SERVICES = (
    "acm",
    "autoscaling",
    "budgets",
    "cloudwatch",
    "ec2",
    "ecr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "rds",
    "rds-db",
    "route53",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
)
"""The services that an environment is made of; its roles reach no other."""

_ROLE_CHANGES_UNDER_BOUNDARY = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
_LONG_LIVED_CREDENTIALS = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:CreateUser",
    "iam:UpdateAccessKey",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
)
_POLICY_CHANGES = (
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
)
_ROLE_CHANGES = (
    "iam:AttachRolePolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
)
_TRUST_IN_OTHERS = (
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreateSAMLProvider",
    "iam:DeleteOpenIDConnectProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:UpdateSAMLProvider",
)


def boundary_arn(account_id: str, environment: str) -> str:
    """The ARN of an environment's boundary, known before the boundary exists."""
    return f"arn:aws:iam::{account_id}:policy/{physical_name(environment, 'boundary')}"


def boundary_statements(account_id: str, environment: str) -> list[Statement]:
    """The services of an environment; never a weaker boundary, a long-lived credential, or a deleted piece of evidence.

    A role under this boundary that makes another role must put it under the same boundary, so nothing that the
    pipeline makes can do more than the pipeline.
    """
    boundary = boundary_arn(account_id, environment)
    return [
        Statement(
            sid="TheServicesOfAnEnvironment",
            actions=[*(f"{service}:*" for service in PROVISIONED_SERVICES), "iam:*", "sts:GetCallerIdentity"],
        ),
        Statement(
            sid="RolesOnlyUnderTheBoundary",
            effect="Deny",
            actions=_ROLE_CHANGES_UNDER_BOUNDARY,
            conditions={"StringNotEquals": {"iam:PermissionsBoundary": boundary}},
        ),
        Statement(
            sid="TheBoundaryStays", effect="Deny", actions=["iam:DeleteRolePermissionsBoundary", *_TRUST_IN_OTHERS]
        ),
        Statement(sid="TheBoundaryIsNotEdited", effect="Deny", actions=_POLICY_CHANGES, resources=[boundary]),
        Statement(
            sid="DeliveryIsNotEdited",
            effect="Deny",
            actions=_ROLE_CHANGES,
            resources=[f"arn:aws:iam::{account_id}:role/{delivery_role_name(environment, '*')}"],
        ),
        Statement(sid="NoLongLivedCredential", effect="Deny", actions=_LONG_LIVED_CREDENTIALS),
        Statement(sid="LocksHold", effect="Deny", actions=["s3:BypassGovernanceRetention"]),
        Statement(
            sid="EvidenceStays",
            effect="Deny",
            actions=["s3:DeleteObjectVersion"],
            resources=[evidence_objects(environment)],
        ),
    ]


def evidence_objects(environment: str) -> str:
    """The objects of an environment's evidence store, whose bucket ends in a random suffix."""
    return f"arn:aws:s3:::{physical_name(environment, 'evidence')}-*/*"
