"""A KMS key for one purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import kms

from components.aws.policy_document import (
    Conditions,
    Principals,
    Statement,
    policy_document,
    whole_account,
)
from components.component import Component
from components.naming import physical_name
from domain.retention import KEY_DELETION_DAYS

_USE_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_WRITE_ACTIONS = ["kms:Encrypt", "kms:GenerateDataKey*"]
ADMINISTRATION_ACTIONS = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
]
"""What the account's IAM policies always decide, so that no policy can lock it out."""

_FOR_AWS_RESOURCES: Conditions = {"Bool": {"kms:GrantIsForAWSResource": "true"}}


@dataclass(frozen=True, kw_only=True)
class EncryptionKeyArgs:
    """What a key is for, and who may use it.

    With neither `through` nor `roles`, the account's IAM policies decide who uses it; with either, IAM only decides who
    administers it, and nobody but those named encrypts or decrypts.
    """

    environment: str
    """The environment it belongs to."""
    purpose: str
    """What it encrypts; part of its alias."""
    description: str
    """One line for the console."""
    account_id: pulumi.Input[str]
    """The account whose IAM policies decide who else may use it."""
    services: Mapping[str, Conditions] = field(default_factory=dict[str, Conditions])
    """The AWS services that use it on our behalf, each with the encryption context or the source that it is held to."""
    through: Sequence[str] = ()
    """The endpoints, like `rds.eu-central-1.amazonaws.com`, through which alone the account's principals use it."""
    roles: Sequence[pulumi.Input[str]] = ()
    """ARNs of the roles that use it themselves; they may be made after the key."""
    writers: Sequence[pulumi.Input[str]] = ()
    """ARNs of the roles, of other accounts too, that encrypt through those endpoints and decrypt nothing."""
    roles_hand_on: bool = False
    """Whether those also let AWS resources use it, as the role that attaches an encrypted volume does."""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tags beside the provider's default ones."""
    protect: bool = False
    """Whether Pulumi refuses to delete it: whatever it encrypted would be lost with it."""


class EncryptionKey(Component):
    """One KMS key, rotated every year, with an alias and a policy that names its users."""

    arn: pulumi.Output[str]
    """The key's ARN."""
    alias: pulumi.Output[str]
    """The alias, `alias/portarium-<environment>-<purpose>`."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EncryptionKey", name, None, opts)
        key = kms.Key(
            f"{name}-key",
            description=args.description,
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=policy_document(key_statements(args)),
            tags=args.tags or None,
            opts=self.child(protect=args.protect),
        )
        alias = kms.Alias(
            f"{name}-alias",
            name=f"alias/{physical_name(args.environment, args.purpose)}",
            target_key_id=key.key_id,
            opts=self.child(),
        )
        self.arn = key.arn
        self.alias = alias.name
        self.register()


def key_statements(args: EncryptionKeyArgs) -> list[Statement]:
    """Who uses the key; the account always keeps its administration, so that no policy can lock it out."""
    return [
        *_account_statements(args),
        *(_service_statement(service, conditions) for service, conditions in args.services.items()),
        *_role_statements(args),
        *_writer_statements(args),
    ]


def _account_statements(args: EncryptionKeyArgs) -> list[Statement]:
    """What the account's IAM policies decide: everything, or administration and use through the named services."""
    account = whole_account(args.account_id)
    if not args.through and not args.roles:
        return [Statement(sid="AccountDecidesThroughIam", principals=account, actions=["kms:*"])]
    administration = Statement(sid="AccountAdministersThroughIam", principals=account, actions=ADMINISTRATION_ACTIONS)
    if not args.through:
        return [administration]
    via = {"kms:ViaService": args.through}
    return [
        administration,
        Statement(
            sid="AccountUsesThroughServices",
            principals=account,
            actions=_USE_ACTIONS,
            conditions={"StringEquals": via},
        ),
        Statement(
            sid="ServicesKeepUsing",
            principals=account,
            actions=["kms:CreateGrant"],
            conditions={"StringEquals": via, **_FOR_AWS_RESOURCES},
        ),
    ]


def _service_statement(service: str, conditions: Conditions) -> Statement:
    words = service.split(".", maxsplit=1)[0].split("-")
    return Statement(
        sid="Service" + "".join(word.title() for word in words),
        principals=Principals(services=[service]),
        actions=_USE_ACTIONS,
        conditions=conditions,
    )


def _role_statements(args: EncryptionKeyArgs) -> list[Statement]:
    """The roles are named in a condition: KMS refuses a policy whose principal doesn't exist yet."""
    if not args.roles:
        return []
    anybody = Principals(aws=["*"])
    only: Conditions = {
        "StringEquals": {"kms:CallerAccount": args.account_id},
        "ArnEquals": {"aws:PrincipalArn": args.roles},
    }
    use = Statement(sid="RolesUse", principals=anybody, actions=_USE_ACTIONS, conditions=only)
    hand_on = Statement(
        sid="RolesHandOn",
        principals=anybody,
        actions=["kms:CreateGrant"],
        conditions={**only, **_FOR_AWS_RESOURCES},
    )
    return [use, hand_on] if args.roles_hand_on else [use]


def _writer_statements(args: EncryptionKeyArgs) -> list[Statement]:
    """Named in a condition like the roles: the other account may make its role later."""
    if not args.writers:
        return []
    return [
        Statement(
            sid="WritersEncrypt",
            principals=Principals(aws=["*"]),
            actions=_WRITE_ACTIONS,
            conditions={
                "StringEquals": {"kms:ViaService": args.through},
                "ArnEquals": {"aws:PrincipalArn": args.writers},
            },
        )
    ]
