"""No way leads from a delivery role to what it must not touch, with all environments in one account."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from components.aws.delivery_boundary import boundary_arn
from components.naming import ENVIRONMENT_TAG
from domain.access_grant import DEPLOY, PREVIEW, delivery_role_name
from tests.components.aws.iam_account import Account, Document, Thing
from tests.components.aws.iam_paths import Reached, changeable, walk
from tests.recording import ACCOUNT_ID
from tests.stacks.physical import arn
from tests.stacks.recorded import ENVIRONMENTS, REVIEW
from tests.stacks.shared_account import ADMINISTRATOR, BACKEND, owned_by, shared_account, state_of

_NEW_NAMES = ("intruder", "portarium-intruder", *(f"portarium-{name}-intruder" for name in (*ENVIRONMENTS, REVIEW)))
_ENDS_OF_A_KEY = ("kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")

delivery = pytest.mark.parametrize("purpose", [PREVIEW, DEPLOY])
everywhere = pytest.mark.parametrize("environment", ENVIRONMENTS)


@cache
def _reached(environment: str, purpose: str) -> Reached:
    return _walked(shared_account(), environment, purpose)


def _walked(account: Account, environment: str, purpose: str = DEPLOY) -> Reached:
    start = arn("iam", f"role/{delivery_role_name(environment, purpose)}")
    return walk(account, start, new_names=_NEW_NAMES)


def _foreign(account: Account, environment: str) -> list[Thing]:
    """One of each kind and owner where policies don't tell by the name, and all others."""
    things = [thing for thing in account.things if not owned_by(environment, thing.owner)]
    return list({_likeness(thing): thing for thing in things}.values())


def _likeness(thing: Thing) -> tuple[str, ...]:
    return (thing.owner, thing.kind, *thing.tags) if thing.service == "ec2" else (thing.arn,)


def _harmed(reached: Reached, things: list[Thing], environment: str) -> list[tuple[str, str]]:
    tags = {ENVIRONMENT_TAG: environment}
    return [(action, thing.arn) for action, thing in changeable(reached, iter(things), tags=tags)]


def _evidence_keys(account: Account) -> list[Thing]:
    return [thing for thing in account.things if any(alias.endswith("-evidence") for alias in thing.aliases)]


@everywhere
@delivery
def test_no_way_leads_above_the_boundary(environment: str, purpose: str) -> None:
    """Every role that is reached is under the environment's boundary, which is still what it was."""
    reached = _reached(environment, purpose)
    boundary = boundary_arn(ACCOUNT_ID, environment)
    assert {role.boundary for role in reached.roles.values()} == {boundary}
    assert reached.policies == shared_account().policies


@everywhere
@delivery
def test_no_way_leads_to_somebody_else(environment: str, purpose: str) -> None:
    """Neither to the operators, nor to another environment, nor to who holds evidence, nor to the other purpose."""
    reached = _reached(environment, purpose)
    assert ADMINISTRATOR not in reached.roles
    assert not [role.arn for role in reached.roles.values() if not owned_by(environment, role.owner)]
    assert not [role for role in reached.roles if role.endswith("-legal-hold")]
    assert [role for role in reached.roles if "-delivery-" in role] == [
        arn("iam", f"role/{delivery_role_name(environment, purpose)}")
    ]


@everywhere
@delivery
def test_nobody_who_is_reached_harms_another_environment(environment: str, purpose: str) -> None:
    """By no action that AWS knows; of secrets, only the state of the environment before is read."""
    # ADR 107: the engine opens a stack's data key before it tells what the stack has completed.
    before = {"dev": None, "staging": "dev", "prod": "staging"}[environment]
    read = [("s3:GetObject", BACKEND)]
    if before:
        read += [("kms:Decrypt", arn("kms", f"key/{before}-state")), ("s3:GetObject", state_of(before))]
    harmed = _harmed(_reached(environment, purpose), _foreign(shared_account(), environment), environment)
    assert sorted(harmed) == sorted(read)


@everywhere
@delivery
def test_nobody_who_is_reached_ends_a_key_of_evidence(environment: str, purpose: str) -> None:
    """Not even that of its own environment, neither by a date nor by a policy that lets somebody else."""
    done = _harmed(_reached(environment, purpose), _evidence_keys(shared_account()), environment)
    assert not [each for each in done if each[0] in _ENDS_OF_A_KEY]


def test_preview_gets_nowhere() -> None:
    """A pull request runs code that nobody has read."""
    for environment in ENVIRONMENTS:
        assert len(_reached(environment, PREVIEW).roles) == 1


def test_deploy_gets_to_what_it_makes() -> None:
    """The walk goes somewhere: to the environment's roles, those it hosts, and one that it makes to do anything."""
    roles = {role.asked.rpartition("/")[2] for role in _reached("dev", DEPLOY).roles.values()}
    assert {"portarium-dev-cluster", "portarium-review-7-database-monitoring", "portarium-dev-intruder"} <= roles


Weakening = Callable[[Document], Document]


def _without(*sids: str) -> Weakening:
    return lambda boundary: {**boundary, "Statement": _others_than(boundary["Statement"], sids)}


def _others_than(statements: list[Document], sids: tuple[str, ...]) -> list[Document]:
    """What is left without the statements of these names; a name that no statement has would weaken nothing."""
    assert set(sids) <= {one.get("Sid") for one in statements}
    return [one for one in statements if one.get("Sid") not in sids]


def _allowing(*actions: str, without: tuple[str, ...] = ()) -> Weakening:
    more = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return lambda boundary: {**boundary, "Statement": [*_without(*without)(boundary)["Statement"], more]}


def _weakened(weakening: Weakening) -> Account:
    """The account in which dev's boundary is weaker, and dev's pipeline may write any role's policy."""
    account = shared_account()
    boundary = boundary_arn(ACCOUNT_ID, "dev")
    policies: Mapping[str, Any] = {**account.policies, boundary: weakening(account.policies[boundary])}
    return replace(account, policies=policies)


@pytest.mark.parametrize(
    ("weakening", "role"),
    [
        (_allowing("iam:*"), ADMINISTRATOR),
        (_allowing("sts:AssumeRole", without=("Never",)), ADMINISTRATOR),
        (_allowing("iam:UpdateAssumeRolePolicy"), arn("iam", "role/portarium-prod-nodes-system")),
        (_allowing("iam:PassRole"), arn("iam", "role/portarium-prod-cluster")),
        (_allowing("iam:CreateUser", "iam:CreateAccessKey"), "an outsider"),
        (
            _allowing("iam:UpdateAssumeRolePolicy", without=("InPerson",)),
            arn("iam", "role/portarium-prod-legal-hold"),
        ),
        (
            _allowing("iam:CreateOpenIDConnectProvider", without=("InPerson",)),
            arn("iam", "role/portarium-prod-delivery-deploy"),
        ),
    ],
)
def test_a_way_to_somebody_else_is_found(weakening: Weakening, role: str) -> None:
    """A walk that found nothing because it sees nothing would prove nothing."""
    assert role in _walked(_weakened(weakening), "dev").roles


@pytest.mark.parametrize(
    "weakening",
    [
        _without("Under"),
        _without("Never"),
        _allowing("iam:CreatePolicyVersion", without=("Never",)),
    ],
)
def test_a_way_above_the_boundary_is_found(weakening: Weakening) -> None:
    """A role under no boundary, one that is taken off, and one that is rewritten."""
    account = _weakened(weakening)
    reached = _walked(account, "dev")
    bare = {role.boundary for role in reached.roles.values()} != {boundary_arn(ACCOUNT_ID, "dev")}
    assert bare or reached.policies != account.policies


@pytest.mark.parametrize(
    ("weakening", "harm"),
    [
        (_without("NotOthers"), ("ec2:DeleteVpc", "vpc/prod-network-vpc")),
        (_without("NotNodes"), ("ec2:AuthorizeSecurityGroupIngress", "security-group/prod-cluster")),
        (_allowing("rds:*"), ("rds:DeleteDBInstance", "db:portarium-prod-database")),
        (_allowing("s3:*"), ("s3:DeleteObject", "stacks/portarium/prod.json")),
        (_allowing("kms:*"), ("kms:Decrypt", "key/prod-state")),
        (_allowing("secretsmanager:*"), ("secretsmanager:GetSecretValue", "secret:rds!db-prod")),
        (_allowing("route53:*"), ("route53:DeleteHostedZone", "hostedzone/prod-dns-public")),
        (_allowing("route53:Change*"), ("route53:ChangeResourceRecordSets", "hostedzone/prod-dns-public")),
        (_allowing("eks:*"), ("eks:CreateAccessEntry", "cluster/portarium-prod")),
    ],
)
def test_a_harm_to_another_environment_is_found(weakening: Weakening, harm: tuple[str, str]) -> None:
    """Each kind of fence, by tag and by name, is what holds."""
    account = _weakened(weakening)
    action, end = harm
    things = [thing for thing in account.things if thing.arn.endswith(end)]
    assert action in {done for done, _ in _harmed(_walked(account, "dev"), things, "dev")}


@pytest.mark.parametrize(
    ("weakening", "action"),
    [(_without("Never"), "kms:ScheduleKeyDeletion"), (_without("Evidence"), "kms:PutKeyPolicy")],
)
def test_the_end_of_a_key_of_evidence_is_found(weakening: Weakening, action: str) -> None:
    """Both ways: by a date, and by a policy."""
    account = _weakened(weakening)
    own = [key for key in _evidence_keys(account) if key.owner == "dev"]
    assert action in {done for done, _ in _harmed(_walked(account, "dev"), own, "dev")}
