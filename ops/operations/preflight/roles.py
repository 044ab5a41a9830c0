"""The IAM roles of people and of delivery: they have to be there before an environment trusts them."""

from collections.abc import Iterator, Mapping
from typing import get_args

from domain.access_role import StandingRole
from domain.iam_role import IamRole
from domain.stack_name import account_stack
from domain.workflow_identity import ISSUER
from ops.operations.aws import AwsError
from ops.operations.preflight.finding import Finding, lacks, right, unknown
from ops.operations.preflight.subject import Subject
from stacks.delivery import delivery_of

_MISSING = "NoSuchEntity"


def check_roles(subject: Subject) -> Iterator[Finding]:
    """EKS refuses an access entry for a role that is not there, and IAM a trust in one."""
    there: list[str] = []
    for role, places in sorted(_named(subject).items()):
        arn = IamRole(role).arn(account_id=subject.account_id)
        where = f"{subject.file}: {', '.join(places)}"
        if IamRole(arn).account != subject.account_id:
            yield unknown(f"{role} is another account's ({where})", remedy="ask whoever has that account")
            continue
        try:
            subject.aws.ask("iam", "get_role", RoleName=IamRole(arn).name)
        except AwsError as error:
            if error.code != _MISSING:
                raise
            yield lacks(
                f"no role {role} in {subject.account_id}",
                wanted=f"a role of that name, as {where} says",
                remedy=f"aws iam create-role --role-name {IamRole(arn).name} --assume-role-policy-document file://…",
            )
        else:
            there.append(role)
    if there:
        yield right(f"there: {', '.join(there)}")


def check_delivery(subject: Subject) -> Iterator[Finding]:
    """The stack of the account comes before those of its environments, which only name what it makes."""
    if subject.settings.foundation is None:
        return
    delivery = delivery_of(subject.name, subject.account_id)
    issuer = f"arn:aws:iam::{subject.account_id}:oidc-provider/{ISSUER}"
    missing = [
        name
        for name, operation, arguments in (
            (ISSUER, "get_open_id_connect_provider", {"OpenIDConnectProviderArn": issuer}),
            (delivery.boundary_arn, "get_policy", {"PolicyArn": delivery.boundary_arn}),
            *(
                (arn, "get_role", {"RoleName": IamRole(arn).name})
                for arn in (delivery.preview_role_arn, delivery.deploy_role_arn)
            ),
        )
        if not _is_there(subject, operation, arguments)
    ]
    stack = account_stack(subject.settings.account)
    if missing:
        yield lacks(
            f"not in the account: {', '.join(name.rpartition('/')[2] for name in missing)}",
            wanted=f"what the stack {stack} makes",
            remedy=f"pulumi up -s {stack}",
        )
    else:
        yield right(f"{stack} has made the issuer, the boundary and both roles")


def _is_there(subject: Subject, operation: str, arguments: Mapping[str, str]) -> bool:
    try:
        subject.aws.ask("iam", operation, **arguments)
    except AwsError as error:
        if error.code != _MISSING:
            raise
        return False
    return True


def _named(subject: Subject) -> dict[str, list[str]]:
    """The roles of the settings, and where each stands."""
    access, named = subject.settings.access, dict[str, list[str]]()
    for role in access.administrators:
        named.setdefault(str(role), []).append("access.administrators")
    for standing in get_args(StandingRole):
        for role in access.principals(standing):
            named.setdefault(str(role), []).append(f"access.grants.{standing}")
    for grant in access.break_glass:
        named.setdefault(str(grant.principal), []).append("access.breakGlass")
    for role in subject.settings.evidence.legal_hold_principals:
        named.setdefault(str(role), []).append("evidence.legalHoldPrincipals")
    return named
