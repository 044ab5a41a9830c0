"""IAM policy documents, from typed statements.

Every policy of the program is rendered here: of identities, roles' trust, resources, endpoints and boundaries.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import pulumi

_VERSION = "2012-10-17"
_ELEMENTS = ("Sid", "Effect", "Principal", "Action", "Resource", "Condition")

Conditions = Mapping[str, Mapping[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]]
"""The condition operators, each with its keys and the values that are accepted."""

EVERYONE: Literal["*"] = "*"
"""Anybody at all, named or not; a condition or a denial has to say what is meant."""


@dataclass(frozen=True, kw_only=True)
class Principals:
    """Who a statement is about, in the policy of a resource or the trust of a role."""

    aws: Sequence[pulumi.Input[str]] = ()
    """ARNs of roles and accounts. `*` means what `EVERYONE` means, but AWS's provider takes the two for a difference,
    so a deployed document keeps the one that it has."""
    services: Sequence[str] = ()
    """AWS services, such as `eks.amazonaws.com`."""
    federated: Sequence[pulumi.Input[str]] = ()
    """ARNs of the issuers whose tokens are accepted."""

    def __post_init__(self) -> None:
        if not (self.aws or self.services or self.federated):
            raise ValueError("principals: nobody is named; a statement without any is about whoever has the policy")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What somebody may or must not do, to which resources, and under which conditions."""

    actions: Sequence[str]
    """The actions, such as `s3:GetObject`."""
    resources: Sequence[pulumi.Input[str]] = ("*",)
    """The ARNs they are about; actions that AWS doesn't scope to a resource need `*`, and a role's trust has none."""
    principals: Principals | Literal["*"] | None = None
    """Who it is about; none in the policy of an identity, which is about that identity."""
    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies; a denial always wins."""
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, str]])
    """What has to hold besides: all of it."""
    sid: str | None = None
    """A name, where a reader of the policy needs one."""


def policy_document(statements: Sequence[Statement]) -> pulumi.Output[str]:
    """The JSON text of a policy.

    Statements stay in the order that they are read in. Whatever is a set in them is sorted, once all of it is known, so
    that the difference between two versions of a policy is what changed in it. One value stands alone, as AWS gives it
    back.
    """
    return pulumi.Output.json_dumps([_elements(statement) for statement in statements]).apply(_document)


def role_trust(principals: Principals, *actions: str, conditions: Conditions | None = None) -> Statement:
    """Who may take a role on; it has no resources, being the role's own."""
    return Statement(actions=actions, resources=(), principals=principals, conditions=conditions or {})


def service_trust(service: str, *, source_account: pulumi.Input[str] | None = None) -> Statement:
    """One AWS service may take a role on, for resources of our own account if it is given."""
    return role_trust(
        Principals(services=[service]),
        "sts:AssumeRole",
        conditions={"StringEquals": {"aws:SourceAccount": source_account}} if source_account is not None else {},
    )


def whole_account(account_id: pulumi.Input[str]) -> Principals:
    """An account, whose own policies decide who of it is meant."""
    return Principals(aws=[pulumi.Output.concat("arn:aws:iam::", account_id, ":root")])


def only_through_tls(
    action: str, resources: Sequence[pulumi.Input[str]], *, principals: Principals | Literal["*"] = EVERYONE
) -> Statement:
    """Nobody does this in clear."""
    return Statement(
        sid="OnlyThroughTls",
        effect="Deny",
        principals=principals,
        actions=[action],
        resources=resources,
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def _elements(statement: Statement) -> dict[str, Any]:
    """The statement by the names of IAM, with values that may not be known yet."""
    principals = statement.principals
    return {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Principal": _kinds(principals) if isinstance(principals, Principals) else principals,
        "Action": statement.actions,
        "Resource": statement.resources,
        "Condition": statement.conditions,
    }


def _kinds(principals: Principals) -> dict[str, Any]:
    kinds = {"AWS": principals.aws, "Federated": principals.federated, "Service": principals.services}
    return {kind: some for kind, some in kinds.items() if some}


def _document(text: str) -> str:
    return json.dumps({"Version": _VERSION, "Statement": [_ordered_statement(each) for each in json.loads(text)]})


def _ordered_statement(elements: dict[str, Any]) -> dict[str, Any]:
    return {name: _ordered(elements[name]) for name in _ELEMENTS if elements[name]}


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {key: _ordered(members[key]) for key in sorted(members)}
    if isinstance(value, list):
        values = sorted(cast("list[str]", value))
        return values[0] if len(values) == 1 else values
    return value
