"""People have the roles that the environments name, and only administrators rights in AWS."""

import json
from typing import get_args

import pytest

from components.aws.people_roles import PeopleRoles, PeopleRolesArgs
from components.aws.people_trust import PeopleTrust
from domain.person_role import PersonRole, person_role_name
from domain.workflow_identity import DEPLOY_SECONDS
from portarium_sandbox.iam.decision import allows
from tests.recording import ACCOUNT_ID, Recording, Registered, record

TRUST = PeopleTrust(principals=["arn:aws:iam::210987654321:root"])
ROLES: tuple[PersonRole, ...] = tuple(role for part in get_args(PersonRole) for role in (get_args(part) or (part,)))
TOKEN = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def _record(*roles: PersonRole, protect: bool = True) -> Recording:
    args = PeopleRolesArgs(account="dev", account_id=ACCOUNT_ID, trusted=dict.fromkeys(roles, TRUST), protect=protect)
    return record(lambda: PeopleRoles("people", args).arns)


def _role(recording: Recording, kind: PersonRole) -> Registered:
    return recording.one(TOKEN, f"people-{kind}")


def test_each_kind_has_the_role_that_the_settings_name() -> None:
    """The environments let a role in by its name, and refuse to start without it."""
    recording = _record(*ROLES)
    assert {role.inputs["name"] for role in recording.all(TOKEN)} == set(map(person_role_name, ROLES))
    assert recording.result.keys() == set(ROLES)


def test_a_role_that_something_else_makes_is_left_to_it() -> None:
    """Two makers of one name would be at odds."""
    recording = _record("read-only")
    assert [role.inputs["name"] for role in recording.all(TOKEN)] == [person_role_name("read-only")]
    assert recording.one(ATTACHMENT).inputs["role"] == person_role_name("read-only")


def test_administrators_alone_get_a_policy_of_awss() -> None:
    """Nobody else has rights that AWS may widen."""
    attached = {each.inputs["role"]: each.inputs["policyArn"] for each in _record(*ROLES).all(ATTACHMENT)}
    assert [role for role, policy in attached.items() if policy.startswith("arn:aws:iam::aws:policy/")] == [
        person_role_name("administrator")
    ]


@pytest.mark.parametrize("kind", [role for role in ROLES if role != "administrator"])
def test_everybody_else_finds_a_cluster_of_ours_and_does_nothing(kind: PersonRole) -> None:
    """In an incident either: the grant is the cluster's."""
    recording = _record(kind)
    policy = json.loads(recording.one("aws:iam/policy:Policy").inputs["policy"])
    cluster = f"arn:aws:eks:eu-central-1:{ACCOUNT_ID}:cluster/portarium-dev"
    assert allows([policy], "eks:DescribeCluster", cluster)
    assert not allows([policy], "eks:DescribeCluster", cluster.replace("portarium-dev", "another"))
    for action in ("eks:UpdateClusterConfig", "eks:CreateAccessEntry", "sts:AssumeRole", "s3:GetObject"):
        assert not allows([policy], action, cluster)
    # What somebody attaches later allows no more.
    assert _role(recording, kind).inputs["permissionsBoundary"] == recording.one(ATTACHMENT).inputs["policyArn"]


def test_nothing_is_above_an_administrator() -> None:
    """Who has a limit can't apply the program that sets it."""
    assert "permissionsBoundary" not in _role(_record(*ROLES), "administrator").inputs


def test_an_administrator_is_not_thrown_out_of_a_first_deployment() -> None:
    """It lasts longer than an hour, and the rest of it would be left to the next."""
    recording = _record("administrator", "on-call")
    assert _role(recording, "administrator").inputs["maxSessionDuration"] >= DEPLOY_SECONDS


@pytest.mark.parametrize("protect", [True, False])
def test_protection_covers_the_rights_as_well(protect: bool) -> None:
    """An administrator without any is no administrator."""
    resources = [resource for resource in _record(*ROLES, protect=protect).resources if resource.custom]
    assert len(resources) == 2 * len(ROLES) + 1
    assert {resource.protect for resource in resources} == {protect}
