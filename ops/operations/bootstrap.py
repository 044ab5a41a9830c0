"""Makes what has to be in an account before Pulumi can keep a stack there: the state's bucket and the secrets' key.

Each step looks first, so that it can be run again at any time; nothing is ever taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from domain.project import PROJECT
from domain.stack_name import account_stack, stack_file
from domain.state_store import secrets_key, secrets_provider, state_address
from ops.operations.aws import Aws, AwsError
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.state_bucket import bucket_steps
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
    environment: str,
    variables: Mapping[str, str],
    *,
    now: datetime,
    dry_run: bool,
    directory: Path = DIRECTORY,
    known: Registry | None = None,
) -> Ground:
    """Take every step that is still to be taken, or only say which those are.

    Raises OperationError where the settings name another account than the credentials belong to.
    """
    require_environment(environment, known or registry())
    try:
        settings = settings_from_files(environment, now=now, registry=known, directory=directory)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    aws = Aws(str(settings.region), variables)
    account_id = _account(aws)
    if settings.account_id not in (None, account_id):
        raise OperationError(f"the credentials are of {account_id}, and {environment} stands in {settings.account_id}")
    # A review environment is delivered by the role of its host, whose key it shares.
    owner = settings.shared_with or environment
    bucket = settings.bucket_of_states(account_id)
    keys = [secrets_key(stack) for stack in (account_stack(settings.account), owner)]
    return Ground(
        account_id=account_id,
        steps=tuple(_taken(steps_of(aws, bucket, keys), dry_run=dry_run)),
        next_commands=tuple(_next_commands(settings, owner, bucket)),
    )


def steps_of(aws: Aws, bucket: str, keys: Sequence[str]) -> Sequence[Step]:
    """Every step, in the order in which they need each other."""
    return (*bucket_steps(aws, bucket), *(step for key in keys for step in _key_steps(aws, key)))


def _key_steps(aws: Aws, key: str) -> Iterator[Step]:
    yield Step(title=f"key {key}", is_there=lambda: _key(aws, key) is not None, make=lambda: _make_key(aws, key))
    yield Step(
        title=f"key {key}: changes every year",
        is_there=lambda: _rotates(aws, key),
        make=lambda: aws.ask("kms", "enable_key_rotation", KeyId=_key(aws, key)),
    )


def _next_commands(settings: Settings, owner: str, bucket: str) -> Iterator[str]:
    environment, region = settings.environment.name, settings.region
    yield f"pulumi login '{state_address(bucket, region)}'"
    # A review environment is its host's guest in the account, and its file is nobody's to keep.
    own = (account_stack(settings.account), environment) if environment == owner else ()
    for stack in own or (environment,):
        yield f"pulumi stack init {stack} --secrets-provider '{secrets_provider(stack if own else owner, region)}'"
    if own:
        files = " ".join(stack_file(stack) for stack in own)
        yield f"git commit {files} -m 'chore({environment}): the data keys of its secrets'"
        yield f"pulumi up -s {own[0]}"
    yield f"portarium preflight {environment}"


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


def _key(aws: Aws, alias: str) -> str | None:
    try:
        return str(aws.ask("kms", "describe_key", KeyId=alias)["KeyMetadata"]["KeyId"])
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return None


def _make_key(aws: Aws, alias: str) -> None:
    made = aws.ask("kms", "create_key", Description=f"The secrets in {PROJECT}'s states")
    aws.ask("kms", "create_alias", AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])


def _rotates(aws: Aws, alias: str) -> bool:
    key = _key(aws, alias)
    return key is not None and bool(aws.ask("kms", "get_key_rotation_status", KeyId=key)["KeyRotationEnabled"])
