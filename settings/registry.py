"""The canonical list of environments: what exists, who promotes to whom, what a tier demands."""

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, StrictInt, ValidationError, model_validator

from domain.addresses import SERVICES
from domain.cidr import Cidr
from domain.names import AccountId, DnsLabel, MailAddress
from domain.network_size import FEWEST_ZONES, MOST_ZONES
from domain.object_lock import LockChoice
from domain.person_role import PERSON, SAML_PROVIDER, SINGLE_SIGN_ON, PersonRole
from domain.plane import WorkloadPlane
from domain.stack_name import is_reserved
from domain.text import shown
from domain.tier import Tier
from settings.error import Problem, SettingsError
from settings.explain import explain
from settings.section import Count, Days, Positive, Section, Switch, invalid

FILE = "infra/environments.json"
PATH = Path(__file__).resolve().parent.parent / FILE

Trigger = Literal["images-published", "manual"]

MOST_APPROVALS = 2
"""What the deployment workflow can ask for: GitHub lets a job through at one approval, and two jobs wait for one."""


class ReplicaFloors(Section):
    """The fewest pods of each workload, by plane, and of each service of the platform."""

    control: Positive
    """For workloads of the control plane."""
    execution: Positive
    """For workloads of the execution plane."""
    platform: Positive
    """For services of the platform."""

    def of(self, plane: WorkloadPlane) -> int:
        """Return the floor of a plane."""
        return self.control if plane == "control" else self.execution


class Floors(Section):
    """What every environment of a tier has at least; a stack may exceed it, never undercut it."""

    zones: Annotated[StrictInt, Field(ge=FEWEST_ZONES, le=MOST_ZONES)]
    """The zones of the network."""
    nat_per_zone: Switch
    """Whether each zone has a NAT gateway of its own."""
    nodes: Count
    """The sum of the node pools' minimums."""
    pool_nodes: Count
    """The fewest nodes of each node pool."""
    pool_zones: Count
    """The zones that each node pool spans."""
    replicas: ReplicaFloors
    """The pods of each workload."""
    multi_az: Switch
    """Whether the database has a standby."""
    backup_days: Count
    """How far back the database can be restored."""
    deletion_protection: Switch
    """Whether AWS refuses to delete the database."""
    object_lock: LockChoice
    """The mode of the evidence store; a later one of off, GOVERNANCE, COMPLIANCE is stricter."""
    retention_days: Days
    """How long evidence is kept."""
    evidence_copy: Switch
    """Whether evidence has a copy in another account, where there is one."""


class TierRules(Section):
    """The rules of a tier."""

    floors: Floors
    """What every environment of the tier has at least."""
    protect: Switch = False
    """Whether stateful resources are protected in Pulumi and retained on delete."""
    gated: Switch = False
    """Whether a change of the platform's services waits until a person lets it in."""


class Promotion(Section):
    """How a SHA gets into an environment."""

    source: DnsLabel | None = None
    """The environment that must have completed the SHA before; without one any SHA is taken."""
    trigger: Trigger
    """What starts a promotion."""
    approvals: Annotated[StrictInt, Field(ge=0, json_schema_extra={"maximum": MOST_APPROVALS})]
    """How many people approve; the second does so in the GitHub environment `<stack>-first-approval`."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.approvals > MOST_APPROVALS:
            ways = "one in <stack>-first-approval and one in <stack> (.github/workflows/deploy.yml)"
            raise invalid("approvals", f"{self.approvals}, the workflow can ask for {MOST_APPROVALS} at most, {ways}")
        return self


class PeopleEntry(Section):
    """Who may take on a role; at least one of the three."""

    principals: tuple[str, ...] = ()
    """ARNs of users or of accounts, `arn:aws:iam::<account>:root`; each shows a second factor."""
    saml_providers: tuple[str, ...] = ()
    """ARNs of SAML providers."""
    single_sign_on: tuple[str, ...] = ()
    """Patterns of the roles that IAM Identity Center makes for its permission sets."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for at, given, pattern, wanted in (
            ("principals", self.principals, PERSON, "a user or an account; no other can show a second factor"),
            ("samlProviders", self.saml_providers, SAML_PROVIDER, "a SAML provider"),
            ("singleSignOn", self.single_sign_on, SINGLE_SIGN_ON, "a role below aws-reserved/sso.amazonaws.com/"),
        ):
            for index, name in enumerate(given):
                if not re.fullmatch(pattern, name):
                    raise invalid(f"{at}[{index}]", f"{shown(name)} is not the ARN of {wanted}")
        if not (self.principals or self.saml_providers or self.single_sign_on):
            raise invalid("principals", "missing; nobody could take the role on")
        return self


class AccountEntry(Section):
    """One AWS account; what belongs to it and to no environment is the stack `account-<name>`."""

    id: AccountId | None = None
    """Its number, and no other account is touched; only where there is one account may it be left out."""
    watchers: tuple[MailAddress, ...] = ()
    """Who gets each serious finding of Security Hub and GuardDuty by mail, after confirming the subscription."""
    people: dict[PersonRole, PeopleEntry] = Field(default_factory=dict[PersonRole, PeopleEntry])
    """Who takes on each role for people, `portarium-<role>`; one that is left out is made by somebody else."""


class RegistryEntry(Section):
    """One environment."""

    runtime: Literal["docker-compose", "kubernetes"]
    """What it runs on; only those on Kubernetes are stacks."""
    tier: Tier
    """The rules that hold for it."""
    account: DnsLabel | None = None
    """The account that it lies in."""
    addresses: Cidr | None = None
    """The block of the address plan that the environment's network lies in."""
    promotion: Promotion | None = None
    """How a SHA gets there."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.runtime == "kubernetes" and self.account is None:
            raise invalid("account", "missing; an environment on Kubernetes lies in one of accounts")
        if self.runtime == "kubernetes" and self.addresses is None:
            raise invalid("addresses", "missing; an environment on Kubernetes needs a block of the address plan")
        if self.runtime == "kubernetes" and self.promotion is None:
            raise invalid("promotion", "missing; an environment on Kubernetes needs a way to promote to it")
        return self


class ReviewRules(Section):
    """What holds for the review environments of pull requests, the stacks `review-<number>`."""

    tier: Tier
    """The rules that hold for it."""
    shared_with: DnsLabel
    """The stack on whose cluster they run."""
    settings: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """The settings of a review stack that its own file does not give."""


class Registry(Section):
    """All environments."""

    json_schema: str = Field(default="", alias="$schema")
    """The schema for editors."""
    accounts: Annotated[dict[DnsLabel, AccountEntry], Field(min_length=1)]
    """The AWS accounts by name: one for each environment, or one for all of them to try things out."""
    records: DnsLabel | None = None
    """The account that keeps what outlives an environment: the states of all, and the copy of evidence; with several
    accounts there has to be one, because an environment reads in the states what the one before it has completed."""
    environments: dict[DnsLabel, RegistryEntry]
    """The environments by name."""
    review: ReviewRules
    """The environments of pull requests."""
    tiers: dict[Tier, TierRules]
    """The tiers by name."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_address_plan(self.environments)
        _check_accounts(self.accounts, self.records)
        for name, entry in self.environments.items():
            at = f"environments.{name}"
            if is_reserved(name):
                raise invalid(at, "a name that is kept for stacks of another kind")
            if entry.account is not None and entry.account not in self.accounts:
                raise invalid(f"{at}.account", f'"{entry.account}" is not one of accounts')
            if entry.runtime == "kubernetes" and entry.tier not in self.tiers:
                raise invalid(f"{at}.tier", f'"{entry.tier}" has no rules under tiers')
            _check_promotion_path(self.environments, name)
        shared = self.environments.get(self.review.shared_with)
        if shared is None or shared.runtime != "kubernetes":
            raise invalid("review.sharedWith", f'"{self.review.shared_with}" is not an environment on Kubernetes')
        if self.review.tier not in self.tiers:
            raise invalid("review.tier", f'"{self.review.tier}" has no rules under tiers')
        return self

    @cached_property
    def stacks(self) -> tuple[str, ...]:
        """The names of the environments that are Pulumi stacks, in the order of promotion."""
        names = [str(name) for name, entry in self.environments.items() if entry.runtime == "kubernetes"]
        return tuple(sorted(names, key=lambda name: len(self._path_to(name))))

    def account_of(self, environment: str) -> str:
        """Return the name of the account that an environment lies in."""
        account = self.environments[DnsLabel(environment)].account
        if account is None:
            raise LookupError(f"{environment} is no stack, and so lies in no account")
        return str(account)

    def environments_in(self, account: str) -> tuple[str, ...]:
        """Return the environments that lie in an account, in the order of promotion."""
        return tuple(name for name in self.stacks if self.account_of(name) == account)

    def rules_of_account(self, account: str) -> TierRules:
        """Return the rules of what belongs to an account: those of the last environment in it, or of all there are."""
        last = (self.environments_in(account) or self.stacks)[-1]
        return self.tiers[self.environments[DnsLabel(last)].tier]

    def _path_to(self, name: str) -> list[str]:
        path = [name]
        while (source := _source(self.environments, path[-1])) is not None:
            path.append(source)
        return path


def read_registry(path: Path = PATH) -> Registry:
    """Read the registry; raise SettingsError when it is not readable or wrong."""
    try:
        return Registry.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise SettingsError(explain(Registry, error, lambda _: FILE)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError([Problem(file=FILE, path="", text=f"cannot be read: {error}")]) from None


def _source(environments: dict[DnsLabel, RegistryEntry], name: str) -> str | None:
    promotion = environments[DnsLabel(name)].promotion
    return promotion.source if promotion else None


def _check_promotion_path(environments: dict[DnsLabel, RegistryEntry], name: str) -> None:
    seen = [name]
    while (source := _source(environments, seen[-1])) is not None:
        at = f"environments.{seen[-1]}.promotion.source"
        if source not in environments or environments[DnsLabel(source)].runtime != "kubernetes":
            raise invalid(at, f'"{source}" is not an environment on Kubernetes')
        if source in seen:
            raise invalid(at, f"promotes in a circle: {' <- '.join([*seen, source])}")
        seen.append(source)


def _check_accounts(accounts: dict[DnsLabel, AccountEntry], records: DnsLabel | None) -> None:
    if records is not None and records not in accounts:
        raise invalid("records", f'"{records}" is not one of accounts')
    if len(accounts) == 1:
        return
    if records is None:
        raise invalid("records", f"missing; one of {', '.join(accounts)} keeps the states of all")
    owners: dict[str, str] = {}
    for name, entry in accounts.items():
        if entry.id is None:
            raise invalid(f"accounts.{name}.id", "missing; only where there is one account may it be left out")
        if entry.id in owners:
            raise invalid(f"accounts.{name}.id", f"{entry.id} is {owners[entry.id]}'s already")
        owners[entry.id] = name


def _check_address_plan(environments: dict[DnsLabel, RegistryEntry]) -> None:
    blocks = [(name, entry.addresses) for name, entry in environments.items() if entry.addresses is not None]
    for index, (name, block) in enumerate(blocks):
        if block.overlaps(Cidr(SERVICES)):
            raise invalid(
                f"environments.{name}.addresses", f"{block} overlaps with {SERVICES}, every cluster's services"
            )
        for other, taken in blocks[:index]:
            if block.overlaps(taken):
                raise invalid(f"environments.{name}.addresses", f"{block} overlaps with {other}'s {taken}")
