"""Whether the caller may make an environment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ops.operations.preflight.rights import check_rights
from tests.ops.operations.preflight.subjects import ACCOUNT, lines, subject

ROLE = f"arn:aws:iam::{ACCOUNT}:role/staff/administrator"


def simulated(*denied: str) -> dict[str, Any]:
    """Answer for a role with a path, that may do all but some actions."""

    def simulate(given: Mapping[str, Any]) -> Mapping[str, Any]:
        assert given["PolicySourceArn"] in (ROLE, f"arn:aws:iam::{ACCOUNT}:user/me")
        return {
            "EvaluationResults": [
                {"EvalActionName": name, "EvalDecision": "implicitDeny" if name in denied else "allowed"}
                for name in given["ActionNames"]
            ]
        }

    role = {"Path": "/staff/", "RoleName": "administrator", "RoleId": "AROA0123456789ABCDEF", "Arn": ROLE}
    return {
        "GetRole": {"Role": {**role, "CreateDate": datetime(2026, 1, 1, tzinfo=UTC)}},
        "SimulatePrincipalPolicy": simulate,
    }


def test_an_administrator_may() -> None:
    """A session's ARN lacks the path of its role, which IAM tells."""
    assert lines(check_rights(subject(simulated()))) == [f"right: {ROLE} may make an environment"]


def test_what_is_denied_is_named() -> None:
    """The first few of it."""
    denied = ("eks:CreateCluster", "iam:PassRole")
    assert lines(check_rights(subject(simulated(*denied)))) == [f"lacks: {ROLE} may not {', '.join(denied)}"]
    many = (*denied, "kms:CreateKey", "rds:CreateDBInstance", "s3:CreateBucket", "sns:CreateTopic", "ec2:CreateVpc")
    [finding] = check_rights(subject(simulated(*many)))
    assert finding.found.endswith(" and 2 more")


def test_a_user_has_policies_of_its_own() -> None:
    """No role is looked up."""
    user = f"arn:aws:iam::{ACCOUNT}:user/me"
    looked = subject({"SimulatePrincipalPolicy": simulated()["SimulatePrincipalPolicy"]}, caller=user)
    assert lines(check_rights(looked)) == [f"right: {user} may make an environment"]


def test_the_account_itself_is_not_simulated() -> None:
    """IAM refuses it."""
    root = f"arn:aws:iam::{ACCOUNT}:root"
    assert lines(check_rights(subject(caller=root))) == [f"unknown: IAM simulates nothing for {root}"]


def test_after_the_first_up_it_is_the_pipelines_business() -> None:
    """Its policy is the program's."""
    assert lines(check_rights(subject(outputs={"release": {}}))) == []
