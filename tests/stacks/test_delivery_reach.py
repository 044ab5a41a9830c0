"""Delivery makes, reads, changes and deletes what its environment is made of, and nothing of another one."""

import itertools
from collections.abc import Iterator

import pytest

from components.aws.delivery_boundary import boundary_arn
from components.naming import ENVIRONMENT_TAG
from portarium_sandbox.iam.decision import Context, allows
from portarium_sandbox.iam.reference import is_made, kinds
from tests.components.aws.iam_account import Thing
from tests.recording import ACCOUNT_ID
from tests.stacks.physical import arn, kind_of
from tests.stacks.provider_call import Calls, InPerson
from tests.stacks.provider_calls import CALLS
from tests.stacks.recorded import ENVIRONMENTS
from tests.stacks.shared_account import delivered, shared_account

# An administrator changes these; each has a test of its own.
_IN_PERSON = ("-delivery-", "-legal-hold", "evidence")
_MADE_UNTAGGED = ("acm:AddTagsToCertificate", "ec2:CreateTags", "kms:TagResource")
# Configurations, which every role of the account may read.
_READS_BESIDE = frozenset(
    {"acm:DescribeCertificate", "iam:ListInstanceProfilesForRole", "kms:DescribeKey", "route53:GetChange"}
)
_NOTHING = Calls(creates=(), reads=(), deletes=())
_ROWS = [(name, calls) for name, calls in CALLS.items() if isinstance(calls, Calls)]


def _deploys(environment: str, action: str, resource: str, context: Context) -> bool:
    account = shared_account()
    role = account.roles[arn("iam", f"role/portarium-{environment}-delivery-deploy")]
    boundary = account.policies[boundary_arn(ACCOUNT_ID, environment)]
    return allows(role.policies, action, resource, context=context, boundary=boundary)


def _thing(environment: str, service: str, kind: str, secrets: str) -> Thing | None:
    """The first of its kind that the pipeline changes."""
    return next(
        (
            thing
            for thing in shared_account().things
            if (thing.owner, thing.service, thing.kind) == (environment, service, kind)
            and not any(word in " ".join((thing.arn, *thing.aliases)) for word in _IN_PERSON)
            and (kind != "Secret" or f":secret:{secrets}" in thing.arn)
            and (thing.tags or service in ("route53", "s3"))
        ),
        None,
    )


def _asked(action: str, calls: Calls, environment: str, *, making: bool) -> list[tuple[str, Context]]:
    """The resource and the context of each decision that AWS comes to about a call."""
    given: Context = {
        f"aws:RequestTag/{ENVIRONMENT_TAG}": environment,
        "iam:PermissionsBoundary": boundary_arn(ACCOUNT_ID, environment),
        "iam:PassedToService": calls.passes_to,
    }
    if making and action in _MADE_UNTAGGED:
        return [("*", {**given, "ec2:CreateAction": "any"})]
    asked: list[tuple[str, Context]] = [
        (thing.arn, given if is_made(action, thing.kind) else {**thing.context(action), **given})
        for thing in _touched(action, environment, calls.secrets)
    ]
    return asked or [("*", given)]


def _touched(action: str, environment: str, secrets: str) -> Iterator[Thing]:
    """What the call is about: what the action demands, or where it leaves a choice, all that there is of ours."""
    service = action.partition(":")[0]
    for kind, entry in kinds(action).items():
        thing = _thing(environment, service, kind, secrets)
        if thing is not None and (entry["required"] or _is_only_optional(action)):
            yield thing


def _is_only_optional(action: str) -> bool:
    return not any(entry["required"] for entry in kinds(action).values())


def _phases(calls: Calls) -> Iterator[tuple[str, bool]]:
    yield from ((action, True) for action in calls.creates)
    yield from ((action, False) for action in (*calls.updates, *calls.deletes))


def test_every_type_of_every_stack_has_its_calls() -> None:
    """A new type needs its row, and a row that no stack needs any more goes."""
    types = {kind_of(resource) for _, resource in delivered() if resource.type.startswith("aws:")}
    assert types == set(CALLS)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(("name", "calls"), _ROWS)
def test_delivery_may_do_all_that_the_provider_does(name: str, calls: Calls, environment: str) -> None:
    """A call that is left out would stop an update half way."""
    refused = [
        (action, resource)
        for action, making in _phases(calls)
        for resource, context in _asked(action, calls, environment, making=making)
        if not _deploys(environment, action, resource, context)
    ]
    assert refused == [], name


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(("name", "calls"), _ROWS)
def test_delivery_may_do_none_of_it_to_another_environment(name: str, calls: Calls, environment: str) -> None:
    """Of a call that AWS decides several times, one refusal is enough."""
    others = [other for other in ENVIRONMENTS if other != environment]
    done = [
        (action, other)
        for (action, making), other in itertools.product(_phases(calls), others)
        if all(
            _deploys(environment, action, resource, context)
            for resource, context in _asked(action, calls, other, making=making)
        )
        and action not in _READS_BESIDE
    ]
    assert done == [], name


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(("name", "calls"), CALLS.items())
def test_delivery_reads_all_that_a_refresh_reads(name: str, calls: Calls | InPerson, environment: str) -> None:
    """Of what an administrator keeps, too: a preview compares everything."""
    refused = [
        (action, resource)
        for action in calls.reads
        for resource, context in _asked(action, _NOTHING, environment, making=False)
        if not _deploys(environment, action, resource, context)
    ]
    assert refused == [], name
