"""Makes what has to be in an account before Pulumi can keep a stack there: the state's bucket and the secrets' key.

Each step looks first, so that it can be run again at any time; nothing is ever taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from domain.names import DnsLabel
from domain.stack_name import account_of, account_stack, stack_file
from domain.state_store import COMPRESSED, default_bucket, secrets_key, secrets_provider, state_address
from ops.operations.aws import Aws, AwsError
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.profiles import in_account, profile_of
from ops.operations.state_bucket import bucket_steps, has_bucket
from ops.operations.state_grants import bucket_grants, key_grants, tenants_of
from ops.operations.state_key import key_steps
from ops.operations.step import Step
from settings.error import SettingsError
from settings.files import DIRECTORY
from settings.from_files import settings_from_files
from settings.model import Settings
from settings.registry import Registry

Outcome = Literal["there", "made", "to be made"]


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step, and what became of it."""

    title: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an environment's state stands on."""

    account_id: str
    steps: tuple[Done, ...]
    next_commands: tuple[str, ...]
    """What to run then."""


def bootstrap(
    stack: str,
    variables: Mapping[str, str],
    *,
    now: datetime,
    dry_run: bool,
    directory: Path = DIRECTORY,
    known: Registry | None = None,
) -> Ground:
    """Take every step that is still to be taken, or only say which those are; `stack` is an environment or an account.

    Raises OperationError where the settings name another account than the credentials belong to, and where the states
    are another account's, which has not made them yet.
    """
    plan = _plan(stack, known or registry(), now, directory)
    aws = Aws(plan.region, in_account(plan.account, variables))
    account_id = _account(aws)
    if plan.account_id not in (None, account_id):
        raise OperationError(f"the credentials are of {account_id}, and {stack} stands in {plan.account_id}")
    keeper = plan.keeper_id or account_id
    bucket = plan.bucket or default_bucket(keeper, plan.region)
    if keeper != account_id and not has_bucket(aws, bucket):
        keeps = account_stack(str(plan.registry.records))
        raise OperationError(
            f"no bucket {bucket}; with the credentials of {keeper}, first: portarium bootstrap {keeps}"
        )
    steps = steps_of(aws, bucket, plan, keeper) if keeper == account_id else (_lent(aws, bucket),)
    return Ground(
        account_id=account_id,
        steps=tuple(_taken(steps, dry_run=dry_run)),
        next_commands=tuple(_next_commands(plan, bucket, profile_of(plan.account, variables))),
    )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be prepared."""

    stack: str
    registry: Registry
    region: str
    account: str
    account_id: str | None
    keeper_id: str | None
    """The account that keeps the states; None for the stack's own, whichever that is."""
    bucket: str | None
    owner: str
    """The stack whose key it has: a review environment shares its host's."""
    environments: tuple[Settings, ...]
    """All environments, whose states one bucket keeps."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The stacks that need a key: where one account keeps the states of several, all there are."""
        own = (account_stack(self.account), self.owner)
        if self.keeper_id is None:
            return own
        return (*map(account_stack, self.registry.accounts), *self.registry.stacks)


def _plan(stack: str, known: Registry, now: datetime, directory: Path) -> Plan:
    account = account_of(stack)
    if account not in known.accounts:
        account = None
        require_environment(stack, known)

    def settings_of(each: str) -> Settings:
        return settings_from_files(each, now=now, registry=known, directory=directory)

    try:
        # Only where one account keeps the states of others do these concern it.
        environments = tuple(map(settings_of, known.stacks)) if known.records else ()
        settings = settings_of(known.stacks[0] if account else stack)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    home = account or settings.account
    return Plan(
        stack=stack,
        registry=known,
        region=str(settings.region),
        account=home,
        account_id=known.accounts[DnsLabel(home)].id,
        keeper_id=settings.records_id,
        bucket=settings.state_bucket,
        owner=stack if account else settings.shared_with or stack,
        environments=environments,
    )


def steps_of(aws: Aws, bucket: str, plan: Plan, keeper: str) -> Sequence[Step]:
    """Every step, in the order in which they need each other."""
    tenants = tenants_of(plan.registry, plan.environments, keeper)
    keys = (step for each in plan.keys for step in key_steps(aws, secrets_key(each), key_grants(each, tenants)))
    return (*bucket_steps(aws, bucket, bucket_grants(bucket, tenants)), *keys)


def _lent(aws: Aws, bucket: str) -> Step:
    """What another account has made; nothing of it is this one's to mend."""
    return Step(title=f"bucket {bucket}: lets this account in", is_there=lambda: has_bucket(aws, bucket), make=bool)


def _next_commands(plan: Plan, bucket: str, profile: str | None) -> Iterator[str]:
    # `pulumi` has no profile of its own for each account.
    pulumi = f"AWS_PROFILE={profile} pulumi" if profile else "pulumi"
    yield f"export {COMPRESSED}=true"
    yield f"{pulumi} login '{state_address(bucket, plan.region)}'"
    account = account_stack(plan.account)
    # A review environment is its host's guest in the account, and its file is nobody's to keep.
    committed = () if plan.owner != plan.stack else tuple(dict.fromkeys((account, plan.stack)))
    for stack in committed or (plan.stack,):
        key = stack if committed else plan.owner
        provider = secrets_provider(key, plan.region, plan.keeper_id)
        yield f"{pulumi} stack init {stack} --secrets-provider '{provider}'"
    if committed:
        files = " ".join(stack_file(stack) for stack in committed)
        # The file of an account that nobody else has is new to git.
        yield f"git add {files}"
        yield f"git commit {files} -m 'chore({plan.stack}): the data keys of its secrets'"
        yield f"{pulumi} up -s {account}"
    if plan.stack != account:
        yield f"portarium preflight {plan.stack}"


def _taken(steps: Sequence[Step], *, dry_run: bool) -> Iterator[Done]:
    for step in steps:
        if step.is_there():
            yield Done(title=step.title, outcome="there")
        elif dry_run:
            yield Done(title=step.title, outcome="to be made")
        else:
            step.make()
            yield Done(title=step.title, outcome="made")


def _account(aws: Aws) -> str:
    try:
        return str(aws.ask("sts", "get_caller_identity")["Account"])
    except AwsError as error:
        raise OperationError(f"no way into AWS: {error}; sign in, for example: aws sso login") from None
