"""The roles that the settings name, and what delivers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.workflow_identity import ISSUER
from ops.operations.aws import AwsError
from ops.operations.preflight.roles import check_delivery, check_roles
from tests.ops.operations.preflight.subjects import ACCOUNT, lines, subject
from tests.ops.operations.scripted_aws import Answer, Refused


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


def delivery(*missing: str) -> Any:
    """Answer for an account whose stack was applied, but for these."""

    def answered(name: str, content: Mapping[str, Any]) -> Answer:
        return Refused("NoSuchEntity") if name in missing else content

    found = roles("portarium-dev-delivery-preview", "portarium-dev-delivery-deploy")
    return {
        "GetOpenIDConnectProvider": answered("issuer", {"Url": ISSUER}),
        "GetPolicy": answered("boundary", {"Policy": {"PolicyName": "portarium-dev-boundary"}}),
        "GetRole": answered("roles", {}) if "roles" in missing else found["GetRole"],
    }


def test_delivery_is_there_once_the_accounts_stack_was_applied() -> None:
    """One line, which names the stack."""
    found = lines(check_delivery(subject(delivery())))
    assert found == ["right: account-shared has made the issuer, the boundary and both roles"]


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        (("issuer",), "token.actions.githubusercontent.com"),
        (("boundary",), "portarium-dev-boundary"),
        (
            ("boundary", "roles"),
            "portarium-dev-boundary, portarium-dev-delivery-preview, portarium-dev-delivery-deploy",
        ),
    ],
)
def test_what_the_accounts_stack_has_not_made_is_a_line_that_says_how(missing: tuple[str, ...], names: str) -> None:
    """Before the first resource of an environment, of which each role would be refused."""
    [finding] = check_delivery(subject(delivery(*missing)))
    assert (finding.verdict, finding.found) == ("lacks", f"not in the account: {names}")
    assert finding.remedy == "pulumi up -s account-shared"


def test_a_shared_stack_needs_no_delivery() -> None:
    """It has its host's."""
    assert lines(check_delivery(subject(stack="review-7"))) == []
