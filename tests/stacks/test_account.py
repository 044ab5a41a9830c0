"""What belongs to an account, in the stack that an administrator applies."""

import pytest

from components.aws.delivery_boundary import boundary_arn
from stacks.delivery import delivery_of
from tests.recording import ACCOUNT_ID, Recording
from tests.settings.registries import SEVERAL
from tests.stacks.recorded import ENVIRONMENTS, recorded, recorded_account

_ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
_ROLE = "aws:iam/role:Role"


def _of(account: str) -> Recording:
    return recorded_account(f"account-{account}")


@pytest.mark.parametrize("account", ENVIRONMENTS)
def test_each_account_has_the_delivery_of_its_own_environment(account: str) -> None:
    """GitHub's issuer once, and no role that another account's environment is delivered by."""
    recording = _of(account)
    assert recording.one(_ISSUER)
    delivering = [role.inputs["name"] for role in recording.all(_ROLE) if "-delivery-" in role.inputs["name"]]
    assert sorted(delivering) == [f"portarium-{account}-delivery-{purpose}" for purpose in ("deploy", "preview")]
    assert recording.one("pulumi:providers:aws").inputs["allowedAccountIds"] == f'["{SEVERAL[account]}"]'


def test_an_account_without_environments_lets_no_workflow_in() -> None:
    """It keeps what outlives environments, and is guarded as the others are."""
    recording = _of("records")
    assert not recording.all(_ISSUER)
    assert not recording.all(_ROLE)
    assert recording.one("aws:cloudtrail/trail:Trail")


def test_the_names_that_environments_take_over_are_those_that_the_account_makes() -> None:
    """An environment reads no state of the account's: a name is all that it knows."""
    made = {role.inputs["name"] for role in recorded_account().all(_ROLE)}
    bounds = {policy.inputs["name"] for policy in recorded_account().all("aws:iam/policy:Policy")}
    for environment in ENVIRONMENTS:
        delivery = delivery_of(environment, ACCOUNT_ID)
        assert {delivery.preview_role_arn.rpartition("/")[2], delivery.deploy_role_arn.rpartition("/")[2]} <= made
        assert delivery.boundary_arn.rpartition("/")[2] in bounds
        roles = recorded(environment).recording.all(_ROLE)
        assert {role.inputs["permissionsBoundary"] for role in roles} == {boundary_arn(ACCOUNT_ID, environment)}


@pytest.mark.parametrize(
    ("account", "recorded_where"), [("prod", "portarium-prod-evidence-"), ("records", "portarium-state-")]
)
def test_what_happens_to_evidence_and_states_is_recorded_where_they_are(account: str, recorded_where: str) -> None:
    """Whoever read or wrote one is known afterwards."""
    selectors = _of(account).one("aws:cloudtrail/trail:Trail").inputs["advancedEventSelectors"]
    [objects] = [each for each in selectors if each["name"] == "objects"]
    [named] = [field["startsWiths"] for field in objects["fieldSelectors"] if field["field"] == "resources.ARN"]
    assert [name for name in named if name.startswith(f"arn:aws:s3:::{recorded_where}")]


def test_the_copy_of_prods_evidence_is_where_the_records_are() -> None:
    """Locked as the evidence is, and written to by prod's replication; of no other environment is there one."""
    [lock] = [
        each.inputs["rule"]["defaultRetention"]
        for each in _of("records").all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
        if "evidence-copy" in each.name
    ]
    assert lock == {"mode": "COMPLIANCE", "days": 1095}
    assert not [each for name in ENVIRONMENTS for each in _of(name).resources if "evidence-copy" in each.name]


def test_people_come_by_the_roles_that_the_registry_names() -> None:
    """The others are made by a sign-in elsewhere."""
    people = [role.inputs["name"] for role in _of("dev").all(_ROLE) if "-delivery-" not in role.inputs["name"]]
    assert sorted(people) == ["portarium-on-call", "portarium-platform-engineer"]
