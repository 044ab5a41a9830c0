"""The only role that puts evidence under a legal hold, and lifts it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.aws.policy_document import Statement, policy_document, role_trust, whole_account
from components.component import Component
from components.naming import physical_name
from domain.iam_role import LONGEST_NAME

# A hold is set by a person in one sitting.
_SESSION_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class LegalHoldRoleArgs:
    """Which bucket, and who may take the role."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account whose principals may take the role."""
    bucket_arn: pulumi.Input[str]
    """The evidence bucket."""
    trusted_role_patterns: Sequence[str]
    """Patterns of the role ARNs that may take it, such as a single-sign-on permission set's; nobody when empty."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role."""
    protect: bool
    """Whether Pulumi leaves it with the bucket it is for."""


class LegalHoldRole(Component):
    """A role apart from deployment and operation: who may hold evidence can't change anything else."""

    arn: pulumi.Output[str]
    """The role's ARN."""

    def __init__(self, name: str, args: LegalHoldRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:LegalHoldRole", name, None, opts)
        role = iam.Role(
            f"{name}-role",
            name=physical_name(args.environment, "legal-hold", limit=LONGEST_NAME),
            description="Sets and lifts legal holds on evidence, and nothing else",
            assume_role_policy=policy_document(
                [matching_roles_trust(args.account_id, args.trusted_role_patterns or [_nobody(args.environment)])]
            ),
            max_session_duration=_SESSION_SECONDS,
            permissions_boundary=args.permissions_boundary,
            opts=self.child(retain_on_delete=args.protect),
        )
        iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=policy_document(legal_hold_statements(args.bucket_arn)),
            opts=self.child(retain_on_delete=args.protect),
        )
        self.arn = role.arn
        self.register()


def _nobody(environment: str) -> str:
    """A pattern that matches no role, because IAM accepts no trust policy without a principal."""
    return f"arn:aws:iam::000000000000:role/{physical_name(environment, 'nobody')}"


def matching_roles_trust(account_id: pulumi.Input[str], role_patterns: Sequence[str]) -> Statement:
    """Roles of the account that match a pattern; single sign-on gives its roles names nobody can know beforehand."""
    return role_trust(
        whole_account(account_id), "sts:AssumeRole", conditions={"ArnLike": {"aws:PrincipalArn": role_patterns}}
    )


def legal_hold_statements(bucket_arn: pulumi.Input[str]) -> list[Statement]:
    """Finding a version, seeing its lock and its hold, and changing the hold; never reading or writing the evidence."""
    return [
        Statement(
            sid="Find",
            actions=["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketObjectLockConfiguration"],
            resources=[bucket_arn],
        ),
        Statement(
            sid="Hold",
            actions=["s3:GetObjectLegalHold", "s3:PutObjectLegalHold", "s3:GetObjectRetention"],
            resources=[pulumi.Output.concat(bucket_arn, "/*")],
        ),
    ]
