"""A KMS key for one purpose."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import kms

from components.component import Component
from components.naming import physical_name

# AWS accepts 7 to 30; the longest leaves a month to notice a key that should not have gone.
_DELETION_WINDOW_DAYS = 30
_USE_ACTIONS = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


@dataclass(frozen=True, kw_only=True)
class ServiceGrant:
    """An AWS service that may use the key, and only for resources that carry the given encryption context or source."""

    principal: str
    conditions: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])


@dataclass(frozen=True, kw_only=True)
class EncryptionKeyArgs:
    """What a key is for, and who may use it."""

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
    protect: bool = False
    """Whether Pulumi refuses to delete it: whatever it encrypted would be lost with it."""


class EncryptionKey(Component):
    """One KMS key, rotated every year, with an alias and a policy that names its services."""

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
            deletion_window_in_days=_DELETION_WINDOW_DAYS,
            policy=pulumi.Output.from_input(args.account_id).apply(
                lambda account_id: json.dumps(key_policy(account_id, args.services))
            ),
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


def key_policy(account_id: str, services: Sequence[ServiceGrant]) -> dict[str, Any]:
    """The account decides through IAM; beside it only the named services, under their conditions."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AccountDecidesThroughIam",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            *(
                {
                    "Sid": "Service" + "".join(word.title() for word in service.principal.split(".")[0].split("-")),
                    "Effect": "Allow",
                    "Principal": {"Service": service.principal},
                    "Action": [
                        "kms:Encrypt*",
                        "kms:Decrypt*",
                        "kms:ReEncrypt*",
                        "kms:GenerateDataKey*",
                        "kms:Describe*",
                    ],
                    "Resource": "*",
                    **({"Condition": service.conditions} if service.conditions else {}),
                }
                for service in services
            ),
        ],
    }
