"""A KMS key that signs for one purpose, and never leaves KMS."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import kms

from components.aws.encryption_key import ADMINISTRATION_ACTIONS
from components.aws.policy_document import Principals, Statement, policy_document, whole_account
from components.component import Component
from components.naming import physical_name
from domain.retention import KEY_DELETION_DAYS


@dataclass(frozen=True, kw_only=True)
class SigningKeyArgs:
    """What a key signs, and who may have it sign."""

    environment: str
    """The environment it belongs to."""
    purpose: str
    """What it signs; part of its alias."""
    description: str
    """One line for the console."""
    account_id: pulumi.Input[str]
    """The account whose IAM policies decide who administers it, and nothing else."""
    signers: Sequence[pulumi.Input[str]]
    """ARNs of the roles that sign; they may be made after the key."""
    protect: bool = False
    """Whether Pulumi refuses to delete it: what it signed would lose its meaning."""


class SigningKey(Component):
    """One key of the curve P-256 with an alias, and a policy that names who signs; AWS rotates no such key."""

    arn: pulumi.Output[str]
    """The key's ARN; known only once it has its alias, by which the boundary knows it."""

    def __init__(self, name: str, args: SigningKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:SigningKey", name, None, opts)
        key = kms.Key(
            f"{name}-key",
            description=args.description,
            customer_master_key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=policy_document(signing_statements(args)),
            opts=self.child(protect=args.protect),
        )
        alias = kms.Alias(
            f"{name}-alias",
            name=f"alias/{physical_name(args.environment, args.purpose)}",
            target_key_id=key.key_id,
            opts=self.child(),
        )
        self.arn = pulumi.Output.all(key.arn, alias.name).apply(lambda told: str(told[0]))
        self.register()


def signing_statements(args: SigningKeyArgs) -> list[Statement]:
    """The account administers; whoever is named signs, by a condition, because KMS refuses a role that is not there."""
    return [
        Statement(
            sid="AccountAdministersThroughIam",
            principals=whole_account(args.account_id),
            actions=ADMINISTRATION_ACTIONS,
        ),
        Statement(
            sid="SignersSign",
            principals=Principals(aws=["*"]),
            actions=["kms:GetPublicKey", "kms:Sign"],
            conditions={
                "StringEquals": {"kms:CallerAccount": args.account_id},
                "ArnEquals": {"aws:PrincipalArn": args.signers},
            },
        ),
    ]
