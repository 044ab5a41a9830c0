"""IAM policy documents, from typed statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi

Conditions = Mapping[str, Mapping[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What an identity may or must not do, to which resources, and under which conditions."""

    actions: Sequence[str]
    """The actions, such as `s3:GetObject`."""
    resources: Sequence[pulumi.Input[str]] = ("*",)
    """The ARNs they are about; actions that AWS doesn't scope to a resource need `*`."""
    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies; a denial always wins."""
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, str]])
    """The condition operators, each with its keys and values."""
    sid: str | None = None
    """A name, where a reader of the policy needs one."""


def identity_policy(statements: Sequence[Statement]) -> dict[str, Any]:
    """The document of an identity policy; it may hold Outputs, so it becomes JSON with `Output.json_dumps`."""
    return {"Version": "2012-10-17", "Statement": [_rendered(statement) for statement in statements]}


def service_trust(service: str, *, source_account: pulumi.Input[str] | None = None) -> dict[str, Any]:
    """The trust policy of a role that one AWS service takes on, for resources of our own account if it is given."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                **(
                    {"Condition": {"StringEquals": {"aws:SourceAccount": source_account}}}
                    if source_account is not None
                    else {}
                ),
            }
        ],
    }


def _rendered(statement: Statement) -> dict[str, Any]:
    return {
        **({"Sid": statement.sid} if statement.sid else {}),
        "Effect": statement.effect,
        "Action": list(statement.actions),
        "Resource": list(statement.resources),
        **({"Condition": statement.conditions} if statement.conditions else {}),
    }
