"""`AccountSettings`: what belongs to an account and to no environment, decided before the first resource."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from domain.iam_role import IamRole
from domain.names import AccountId, DnsLabel, MailAddress, Region
from domain.object_lock import LockChoice
from domain.person_role import PersonRole
from domain.stack_name import account_of, stack_file
from domain.text import shown
from settings.error import Problem, SettingsError
from settings.files import DIRECTORY, origin_of
from settings.from_files import settings_from_files
from settings.model import Settings
from settings.registry import FILE, PeopleEntry, Registry, read_registry
from settings.section import Section
from settings.sections.github import GitHub
from settings.stack import home_in
from settings.stack_config import NAMESPACE

_A_YEAR = 365


class AccountSettings(Section):
    """An account, and the environments that lie in it."""

    name: str
    account_id: AccountId | None
    """Its number; None where it is the caller's, whichever that is."""
    region: Region
    """The region of what has one; that of the environments."""
    lock: LockChoice
    """To whom the records of what happened in the account yield before their time."""
    retention_days: int
    """How long these are kept."""
    protect: bool
    """Whether what records and guards is protected in Pulumi."""
    administrators: tuple[IamRole, ...]
    """The roles that apply the account's stack."""
    people: Mapping[PersonRole, PeopleEntry]
    """Who takes on each role for people that the account's stack makes."""
    watchers: tuple[MailAddress, ...]
    """Who is told what Security Hub and GuardDuty find in it."""
    keeps_records: bool
    """Whether it keeps the states of all environments."""
    github: GitHub
    """The repository whose workflows come in."""
    environments: tuple[Settings, ...]
    """The environments in it, in the order of promotion; none in one that only keeps records."""
    copied: tuple[Settings, ...]
    """The environments of other accounts whose evidence it keeps a copy of."""


def account_settings(
    stack: str,
    config: Mapping[str, object],
    *,
    now: datetime,
    registry: Registry | None = None,
    directory: Path = DIRECTORY,
) -> AccountSettings:
    """Return the settings of an account's stack, or raise SettingsError with one line for each problem.

    They are those of the registry and of the environments in it; `config` is Pulumi's, in which it has none of its own.
    """
    known = registry or read_registry()
    name = account_of(stack)
    if name not in known.accounts:
        text = f"{shown(name)} is not an account; accounts are {', '.join(known.accounts)} ({FILE})"
        raise SettingsError([Problem(file=stack_file(stack), path="", text=text)])
    _refuse_own(stack, config, directory)
    within, rules = known.environments_in(str(name)), known.rules_of_account(str(name))
    # What all environments have in common is any one's, and an account without environments has it as well.
    environments = [
        settings_from_files(each, now=now, registry=known, directory=directory) for each in within or known.stacks[:1]
    ]
    home = home_in(str(name), known)
    return AccountSettings.model_construct(
        name=name,
        account_id=home.account_id,
        lock=rules.floors.object_lock,
        retention_days=max(_A_YEAR, rules.floors.retention_days),
        protect=rules.protect,
        administrators=environments[0].access.administrators,
        keeps_records=known.records in (None, name),
        watchers=known.accounts[DnsLabel(str(name))].watchers,
        people=known.accounts[DnsLabel(str(name))].people,
        region=environments[0].region,
        github=environments[0].github,
        environments=tuple(environments if within else ()),
        copied=tuple(_copied(known, now, directory)) if name == known.records else (),
    )


def _copied(known: Registry, now: datetime, directory: Path) -> Iterator[Settings]:
    for stack in known.stacks:
        settings = settings_from_files(stack, now=now, registry=known, directory=directory)
        if settings.evidence_copy_id is not None:
            yield settings


def _refuse_own(stack: str, config: Mapping[str, object], directory: Path) -> None:
    file_of = origin_of(stack, directory)
    prefix = f"{NAMESPACE}:"
    own = [key for key in config if key.startswith(prefix) and file_of(key) == stack_file(stack)]
    text = f"an account has no settings of its own, {FILE} and those of its environments describe it; remove it"
    if own:
        raise SettingsError(Problem(file=stack_file(stack), path=key.removeprefix(prefix), text=text) for key in own)
