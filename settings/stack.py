"""Which environment a stack is, and the rules that hold for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from domain.cidr import Cidr
from domain.names import AccountId, DnsLabel
from domain.stack_name import REVIEW_SHOWN, is_review, stack_file
from domain.text import shown
from domain.tier import Tier
from settings.error import Problem, SettingsError
from settings.registry import FILE, Floors, Promotion, Registry


@dataclass(frozen=True, kw_only=True)
class Home:
    """The account that a stack lies in."""

    account: str
    """Its name in the registry."""
    account_id: AccountId | None
    """Its number; None where it is the caller's, whichever that is."""
    records_id: AccountId | None
    """The number of the account that keeps the states; None for its own."""

    @property
    def copies_id(self) -> AccountId | None:
        """The number of the account that keeps the copy of evidence; None where there is no other account for it."""
        return self.records_id if self.records_id != self.account_id else None


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack's place in the registry."""

    name: str
    tier: Tier
    floors: Floors
    protect: bool
    gated: bool
    promotion: Promotion
    home: Home
    is_review: bool
    addresses: Cidr | None
    shared_with: str | None
    hosts_reviews: bool
    """Whether review stacks run on its cluster."""
    defaults: Mapping[str, JsonValue]
    """Settings that hold unless the stack's config gives its own."""
    registry: Registry
    now: datetime

    @property
    def survives_a_zone(self) -> bool:
        """Whether a zone may fail: what the tier demands of its pools."""
        return self.floors.pool_zones > 1

    def file_of(self, key: str) -> str:  # noqa: ARG002 (whatever the key, its place is the stack's file)
        """Return the file that a stack's config is written in."""
        return stack_file(self.name)


def find_stack(name: str, registry: Registry, now: datetime) -> Stack:
    """Return the stack's place in the registry; raise SettingsError for a stack that has none."""
    if is_review(name):
        return _review_stack(name, registry, now)
    entry = registry.environments.get(DnsLabel(name)) if name in registry.environments else None
    if entry is None or entry.promotion is None or entry.runtime != "kubernetes":
        printable = name if re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name, re.ASCII) else "<stack>"
        reason = f"{shown(name)} is not an environment" if entry is None else f"{shown(name)} runs on {entry.runtime}"
        text = f"{reason}; stacks are {', '.join(registry.stacks)} ({FILE}) and {REVIEW_SHOWN}"
        raise SettingsError([Problem(file=stack_file(printable), path="", text=text)])
    rules = registry.tiers[entry.tier]
    return Stack(
        name=name,
        tier=entry.tier,
        floors=rules.floors,
        protect=rules.protect,
        gated=rules.gated,
        promotion=entry.promotion,
        home=home_in(registry.account_of(name), registry),
        is_review=False,
        addresses=entry.addresses,
        shared_with=None,
        hosts_reviews=name == registry.review.shared_with,
        defaults={},
        registry=registry,
        now=now,
    )


def _review_stack(name: str, registry: Registry, now: datetime) -> Stack:
    rules = registry.tiers[registry.review.tier]
    return Stack(
        name=name,
        tier=registry.review.tier,
        floors=rules.floors,
        protect=False,
        gated=False,
        promotion=Promotion(trigger="manual", approvals=0),
        home=home_in(registry.account_of(registry.review.shared_with), registry),
        is_review=True,
        addresses=None,
        shared_with=registry.review.shared_with,
        hosts_reviews=False,
        defaults=registry.review.settings,
        registry=registry,
        now=now,
    )


def home_in(account: str, registry: Registry) -> Home:
    """Return what the registry says of an account."""
    records = registry.accounts[registry.records].id if registry.records else None
    return Home(account=account, account_id=registry.accounts[DnsLabel(account)].id, records_id=records)
