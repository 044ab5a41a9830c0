"""Nothing under the boundary gets above it."""

import json
from typing import Any

import pytest

from components.aws.delivery_boundary import boundary_arn, boundary_statements
from domain.access_grant import delivery_role_name
from tests.components.aws.iam_decision import allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID

_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_BOUNDARY = rendered(boundary_statements(ACCOUNT_ID, "dev"))
_ARN = boundary_arn(ACCOUNT_ID, "dev")
_WORKLOAD = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-dev-apps"
# AWS's limit for a managed policy, in characters.
_MANAGED_POLICY_LIMIT = 6144


def _may(action: str, resource: str = "*", context: dict[str, str] | None = None) -> bool:
    """What a role may do that has every permission, under the boundary."""
    return allows([_EVERYTHING], action, resource, context=context, boundary=_BOUNDARY)


@pytest.mark.parametrize(
    "action", ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"]
)
def test_roles_are_made_and_changed_under_the_same_boundary_only(action: str) -> None:
    """Without it, or under another, the pipeline could make a role that may do more than the pipeline."""
    assert _may(action, _WORKLOAD, {"iam:PermissionsBoundary": _ARN})
    assert not _may(action, _WORKLOAD)
    assert not _may(action, _WORKLOAD, {"iam:PermissionsBoundary": f"{_ARN}-that-allows-everything"})


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreatePolicyVersion", _ARN),
        ("iam:SetDefaultPolicyVersion", _ARN),
        ("iam:DeletePolicy", _ARN),
        ("iam:DeleteRolePermissionsBoundary", _WORKLOAD),
    ],
)
def test_the_boundary_is_neither_edited_nor_taken_off(action: str, resource: str) -> None:
    """Who could do either would have no boundary."""
    assert not _may(action, resource)


def test_other_policies_can_be_edited() -> None:
    """The denial is about the boundary, not about the policies of workloads."""
    assert _may("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT_ID}:policy/portarium-dev-workload")


@pytest.mark.parametrize("action", ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DetachRolePolicy"])
@pytest.mark.parametrize("purpose", ["preview", "deploy"])
def test_delivery_does_not_edit_itself(action: str, purpose: str) -> None:
    """Whom the roles trust and what they may do is changed by an administrator."""
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/{delivery_role_name('dev', purpose)}"
    assert not _may(action, role, {"iam:PermissionsBoundary": _ARN})


@pytest.mark.parametrize(
    "action", ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider"]
)
def test_no_second_way_in_is_opened(action: str) -> None:
    """Neither a credential that lives on nor trust in another issuer."""
    assert not _may(action)


@pytest.mark.parametrize("action", ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"])
def test_no_role_of_the_environment_takes_evidence_away(action: str) -> None:
    """Not even one with every permission."""
    assert not _may(action, "arn:aws:s3:::portarium-dev-evidence-1/run/1")


@pytest.mark.parametrize("action", ["sts:AssumeRole", "organizations:LeaveOrganization", "lambda:CreateFunction"])
def test_what_an_environment_is_not_made_of_is_out_of_reach(action: str) -> None:
    """Other roles, other accounts and other services."""
    assert not _may(action)


@pytest.mark.parametrize("action", ["eks:CreateCluster", "rds:CreateDBInstance", "eks-auth:AssumeRoleForPodIdentity"])
def test_what_an_environment_is_made_of_is_within_reach(action: str) -> None:
    """The boundary limits the pipeline, the nodes and the workloads without stopping them."""
    assert _may(action)


def test_aws_accepts_its_length() -> None:
    """Even for the longest name of an environment."""
    longest = rendered(boundary_statements(ACCOUNT_ID, "review-" + "9" * 40))
    assert len(json.dumps(longest)) < _MANAGED_POLICY_LIMIT
