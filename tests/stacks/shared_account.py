"""All environments in one account, as the program renders them: who can act there, and what there is to lose.

What the program doesn't know is added: the operators' role, the state, and what EKS and RDS make by themselves.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.aws.delivery_boundary import boundary_arn
from components.aws.environment_reach import CLUSTER_OF_RESOURCE, DATABASE_OF_SECRET
from components.naming import ENVIRONMENT_TAG, physical_name
from domain.state_store import default_bucket, secrets_key
from tests.components.aws.iam_account import EVERYTHING, Account, Document, Role, Thing
from tests.recording import ACCOUNT_ID, REGION, Recording, Registered
from tests.stacks.physical import arn, things
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, STACKS, delegated, recorded, recorded_account

ADMINISTRATOR = arn("iam", "role/portarium-administrator")
"""The operators' role, which may do everything; it stands for whoever an account trusts most."""

_HOSTS = {REVIEW: "dev"}
_ROLE = "aws:iam/role:Role"
_POLICY = "aws:iam/policy:Policy"
_TAG_PREFIX = "aws:ResourceTag/"
_AWS_POLICIES: dict[str, Any] = json.loads(aws_managed_policies_data)

_STATES = f"arn:aws:s3:::{default_bucket(ACCOUNT_ID, REGION)}/.pulumi"

BACKEND = f"{_STATES}/meta.yaml"
"""What the engine reads before any state."""


def state_of(stack: str | None) -> str:
    """Where the engine keeps a stack."""
    return f"{_STATES}/stacks/portarium/{stack}.json"


def host_of(stack: str) -> str:
    """The environment whose role delivers a stack."""
    return _HOSTS.get(stack, stack)


def owned_by(environment: str, owner: str) -> bool:
    """Whether what belongs to `owner` is the environment's own."""
    return host_of(owner) == environment


@cache
def shared_account() -> Account:
    """The account, with every role and every resource of every stack."""
    roles = [role for stack in STACKS for role in _roles(_recording(stack), stack)]
    delivery = [role for stack in ENVIRONMENTS for role in _roles(recorded_account(), stack, f"portarium-{stack}-")]
    policies = {
        arn("iam", f"policy/{policy.inputs['name']}"): json.loads(policy.inputs["policy"])
        for policy in recorded_account().all(_POLICY)
    }
    of_the_account = [
        replace(thing, owner=_owner_of_delivery(thing.arn), tags={}) for thing in things(_kept(), "account")
    ]
    found = [
        *(thing for stack in STACKS for thing in (*things(_recording(stack), stack), *_made_by_aws(stack))),
        *of_the_account,
    ]
    return Account(
        account_id=ACCOUNT_ID,
        roles={role.arn: role for role in (*roles, *delivery, _administrator())},
        policies=policies,
        # What two stacks know of belongs to the first, which has the cluster.
        things=list({thing.arn: thing for thing in reversed(found)}.values())[::-1],
    )


def delivered() -> Iterator[tuple[str, Registered]]:
    """Every resource of every stack, with the stack."""
    for stack in STACKS:
        for resource in _recording(stack).resources:
            yield stack, resource


def _recording(stack: str) -> Recording:
    """With a certificate where the stack has a domain of its own."""
    return (delegated if stack in ENVIRONMENTS else recorded)(stack).recording


def _administrator() -> Role:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    trust = {"Statement": [{"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}]}
    return Role(owner="", arn=ADMINISTRATOR, policies=(EVERYTHING,), boundary=None, trust=trust)


def _kept() -> Recording:
    """Of the account's own, what a policy tells by a name; that nobody stops its guards has a test of its own."""
    named = ("aws:iam/policy:", "aws:iam/role", "aws:kms/", "aws:s3/bucket:")
    return Recording(resources=[each for each in recorded_account().resources if each.type.startswith(named)])


def _owner_of_delivery(identity: str) -> str:
    """The environment whose delivery a role or a policy of the account is, by its name."""
    return next((name for name in ENVIRONMENTS if f"/{physical_name(name)}-" in identity), "")


def _roles(recording: Recording, stack: str, prefix: str = "") -> Iterator[Role]:
    boundary = boundary_arn(ACCOUNT_ID, host_of(stack))
    for role in recording.all(_ROLE):
        if not role.inputs["name"].startswith(prefix):
            continue
        assert role.inputs["permissionsBoundary"] in (boundary, arn("iam", f"policy/{stack}-delivery-boundary"))
        yield Role(
            owner=stack,
            arn=arn("iam", f"role/{role.inputs['name']}"),
            policies=tuple(_policies(recording, role)),
            boundary=boundary,
            trust=json.loads(role.inputs["assumeRolePolicy"]),
        )


def _policies(recording: Recording, role: Registered) -> Iterator[Document]:
    """The role's own and AWS's; the former name other resources as the mock does, which no decision here rests on."""
    name = role.inputs["name"]
    for policy in recording.all("aws:iam/rolePolicy:RolePolicy"):
        if policy.inputs["role"] == name:
            yield json.loads(policy.inputs["policy"])
    own = {policy.name: policy for policy in recording.all(_POLICY)}
    for attachment in recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"):
        if attachment.inputs["role"] == name:
            attached = attachment.inputs["policyArn"].rpartition("/")[2]
            yield (
                json.loads(own[attached].inputs["policy"]) if attached in own else _AWS_POLICIES[attached]["Document"]
            )


def _made_by_aws(stack: str) -> Iterator[Thing]:
    """Nodes and their disks, the cluster's group, the database's password; and the state, which has no tags at all."""
    database = arn("rds", f"db:{physical_name(stack, 'database')}")
    secret = arn("secretsmanager", f"secret:rds!db-{stack}")
    tags = {DATABASE_OF_SECRET.removeprefix(_TAG_PREFIX): database}
    yield Thing(owner=stack, service="secretsmanager", kind="Secret", arn=secret, tags=tags)
    if stack not in ENVIRONMENTS:
        return
    for kind in ("instance", "network-interface", "volume"):
        identity = arn("ec2", f"{kind}/{stack}-node")
        yield Thing(owner=stack, service="ec2", kind=kind, arn=identity, tags={ENVIRONMENT_TAG: stack})
    cluster = {CLUSTER_OF_RESOURCE.removeprefix(_TAG_PREFIX): physical_name(stack)}
    group = arn("ec2", f"security-group/{stack}-cluster")
    yield Thing(owner=stack, service="ec2", kind="security-group", arn=group, tags=cluster)
    key = arn("kms", f"key/{stack}-state")
    yield Thing(owner=stack, service="kms", kind="key", arn=key, aliases=[secrets_key(stack)])
    yield Thing(owner=stack, service="s3", kind="object", arn=state_of(stack))
    history = f"{_STATES}/history/portarium/{stack}/{stack}-1770000000.checkpoint.json"
    yield Thing(owner=stack, service="s3", kind="object", arn=history)
    # Nobody's: who could write it could stop every environment.
    yield Thing(owner="", service="s3", kind="object", arn=BACKEND)
