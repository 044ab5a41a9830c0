"""The IAM roles that people have, and GitHub's issuer: both have to be there before an environment trusts them."""

from collections.abc import Iterator
from typing import get_args

from domain.access_role import StandingRole
from domain.iam_role import IamRole
from domain.workflow_identity import ISSUER
from ops.operations.aws import AwsError
from ops.operations.preflight.finding import Finding, lacks, right, unknown
from ops.operations.preflight.subject import Subject

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


def check_issuer(subject: Subject) -> Iterator[Finding]:
    """An account has GitHub's issuer once: one environment makes it, the others find it."""
    if subject.settings.foundation is None:
        return
    arn = f"arn:aws:iam::{subject.account_id}:oidc-provider/{ISSUER}"
    try:
        subject.aws.ask("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)
        there = True
    except AwsError as error:
        if error.code != _MISSING:
            raise
        there = False
    owns = subject.settings.github.owns_issuer
    setting = f"pulumi config set ownsGithubIssuer {str(not owns).lower()} -s {subject.name}"
    if owns and there and not subject.is_deployed:
        wanted = f"none before the first up, as {subject.name} makes it"
        yield lacks(f"{ISSUER} is in the account already", wanted=wanted, remedy=setting)
    elif not owns and not there:
        wanted = f"the issuer of an environment that owns it, as {subject.file} says"
        yield lacks(f"{ISSUER} is not in the account", wanted=wanted, remedy=setting)
    else:
        yield right(f"{ISSUER} is {'there' if there else f'to be made by {subject.name}'}")


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
