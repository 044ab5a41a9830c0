"""A KMS key for one purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import kms

from components.component import Component
from components.naming import physical_name
from domain.retention import KEY_DELETION_DAYS

Conditions = Mapping[str, Mapping[str, pulumi.Input[Any]]]

_USE_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_ADMINISTRATION_ACTIONS = [
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


@dataclass(frozen=True, kw_only=True)
class ServiceGrant:
    """An AWS service that may use the key, and only for resources that carry the given encryption context or source."""

    principal: str
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, pulumi.Input[Any]]])


@dataclass(frozen=True, kw_only=True)
class RoleGrant:
    """A role that uses the key itself; it may be made after the key."""

    arn: pulumi.Input[str]
    hands_on: bool = False
    """Whether it also lets AWS resources use the key, as the role that attaches an encrypted volume does."""


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
    services: Sequence[ServiceGrant] = ()
    """The AWS services that use it on our behalf."""
    through: Sequence[str] = ()
    """The endpoints, like `rds.eu-central-1.amazonaws.com`, through which alone the account's principals use it."""
    roles: Sequence[RoleGrant] = ()
    """The roles that use it themselves."""
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
            policy=pulumi.Output.json_dumps(key_policy(args)),
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


def key_policy(args: EncryptionKeyArgs) -> dict[str, Any]:
    """The key's policy; the account always keeps its administration, so that no policy can lock it out."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            *_account_statements(args),
            *(_service_statement(service) for service in args.services),
            *_role_statements(args.account_id, args.roles),
        ],
    }


def _account_statements(args: EncryptionKeyArgs) -> list[dict[str, Any]]:
    """What the account's IAM policies decide: everything, or administration and use through the named services."""
    account = {"AWS": pulumi.Output.concat("arn:aws:iam::", args.account_id, ":root")}
    if not args.through and not args.roles:
        return [_allow("AccountDecidesThroughIam", account, ["kms:*"])]
    administration = _allow("AccountAdministersThroughIam", account, _ADMINISTRATION_ACTIONS)
    if not args.through:
        return [administration]
    via = {"kms:ViaService": list(args.through)}
    return [
        administration,
        _allow("AccountUsesThroughServices", account, _USE_ACTIONS, {"StringEquals": via}),
        _allow(
            "ServicesKeepUsing",
            account,
            ["kms:CreateGrant"],
            {"StringEquals": via, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]


def _service_statement(service: ServiceGrant) -> dict[str, Any]:
    words = service.principal.split(".")[0].split("-")
    statement_id = "Service" + "".join(word.title() for word in words)
    return _allow(statement_id, {"Service": service.principal}, _USE_ACTIONS, service.conditions)


def _role_statements(account_id: pulumi.Input[str], roles: Sequence[RoleGrant]) -> list[dict[str, Any]]:
    """The roles are named in a condition: KMS refuses a policy whose principal doesn't exist yet."""

    def only(some: Sequence[RoleGrant]) -> Conditions:
        return {
            "StringEquals": {"kms:CallerAccount": account_id},
            "ArnEquals": {"aws:PrincipalArn": [role.arn for role in some]},
        }

    statements = [_allow("RolesUse", {"AWS": "*"}, _USE_ACTIONS, only(roles))] if roles else []
    handing_on = [role for role in roles if role.hands_on]
    if handing_on:
        for_resources = {**only(handing_on), "Bool": {"kms:GrantIsForAWSResource": "true"}}
        statements.append(_allow("RolesHandOn", {"AWS": "*"}, ["kms:CreateGrant"], for_resources))
    return statements


def _allow(
    statement_id: str, principal: dict[str, Any], actions: list[str], conditions: Conditions | None = None
) -> dict[str, Any]:
    statement = {
        "Sid": statement_id,
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": "*",
    }
    return {**statement, "Condition": conditions} if conditions else statement
