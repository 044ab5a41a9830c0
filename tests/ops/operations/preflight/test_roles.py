"""The roles that the settings name, and GitHub's issuer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.workflow_identity import ISSUER
from ops.operations.aws import AwsError
from ops.operations.preflight.roles import check_issuer, check_roles
from tests.ops.operations.preflight.subjects import ACCOUNT, lines, subject
from tests.ops.operations.scripted_aws import Refused


def roles(*there: str) -> Any:
    """Answer GetRole for an account that has some roles."""

    def answer(given: Mapping[str, Any]) -> Mapping[str, Any] | Refused:
        name = given["RoleName"]
        arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
        known = {"Path": "/", "RoleName": name, "RoleId": "AROA0123456789ABCDEF", "Arn": arn}
        created = datetime(2026, 1, 1, tzinfo=UTC)
        return {"Role": {**known, "CreateDate": created}} if name in there else Refused("NoSuchEntity")

    return {"GetRole": answer}


def test_roles_that_are_there_are_one_line() -> None:
    """In the order of their names."""
    names = ("portarium-administrator", "portarium-app-team", "portarium-platform-engineer", "portarium-read-only")
    assert lines(check_roles(subject(roles(*names)))) == [f"right: there: {', '.join(names)}"]


def test_each_missing_role_is_a_line_that_says_where_it_is_named() -> None:
    """One who keeps legal holds as well."""
    looked = subject(
        roles("portarium-administrator"),
        changes={"access.grants": {}, "evidence.legalHoldPrincipals": ["counsel", "portarium-administrator"]},
    )
    missing, there = check_roles(looked)
    assert (missing.verdict, missing.found) == ("lacks", f"no role counsel in {ACCOUNT}")
    assert missing.wanted == "a role of that name, as Pulumi.dev.yaml: evidence.legalHoldPrincipals says"
    assert missing.remedy.startswith("aws iam create-role --role-name counsel ")
    assert there.found == "there: portarium-administrator"


def test_another_accounts_role_can_not_be_looked_at() -> None:
    """Nobody else may read it."""
    arn = "arn:aws:iam::999999999999:role/team/on-call"
    found = check_roles(subject(roles(), changes={"access.administrators": [arn], "access.grants": {}}))
    assert lines(found) == [f"unknown: {arn} is another account's (Pulumi.dev.yaml: access.administrators)"]


def test_a_refusal_is_none_of_the_answers() -> None:
    """That nobody may look says nothing about the roles."""
    with pytest.raises(AwsError, match="get_role: AccessDenied: as the script says"):
        list(check_roles(subject({"GetRole": Refused("AccessDenied")})))


@pytest.mark.parametrize(
    ("owns", "there", "deployed", "line"),
    [
        (True, False, False, f"right: {ISSUER} is to be made by dev"),
        (True, True, True, f"right: {ISSUER} is there"),
        (True, True, False, f"lacks: {ISSUER} is in the account already"),
        (False, True, False, f"right: {ISSUER} is there"),
        (False, False, False, f"lacks: {ISSUER} is not in the account"),
    ],
)
def test_an_account_has_the_issuer_once(*, owns: bool, there: bool, deployed: bool, line: str) -> None:
    """Who owns it makes it in its first up, and the others need it before theirs."""
    answer = {"Url": ISSUER} if there else Refused("NoSuchEntity")
    looked = subject(
        {"GetOpenIDConnectProvider": answer},
        changes={"ownsGithubIssuer": owns},
        outputs={"release": {}} if deployed else {},
    )
    [finding] = check_issuer(looked)
    assert f"{finding.verdict}: {finding.found}" == line
    if finding.verdict == "lacks":
        assert finding.remedy == f"pulumi config set ownsGithubIssuer {str(not owns).lower()} -s dev"


def test_a_shared_stack_needs_no_issuer() -> None:
    """It has no delivery role of its own."""
    assert lines(check_issuer(subject(stack="review-7"))) == []
