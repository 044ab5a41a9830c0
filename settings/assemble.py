"""Turns a checked draft into `Settings`."""

from datetime import datetime
from typing import TypeVar

from domain.component_names import PROXY
from domain.environment_status import READY
from domain.fqdn import Fqdn
from domain.names import AccountId, DnsLabel, Region, Zone
from domain.public_domain import environment_prefix
from settings.draft import Draft
from settings.model import Environment, FoundationPlan, Settings
from settings.sections.access import Access
from settings.sections.alarms import Alarms
from settings.sections.application import Application, Services
from settings.sections.domains import Domains, DomainsEntry
from settings.sections.egress import Egress, EgressEntry
from settings.sections.evidence import Evidence
from settings.sections.github import GitHub, GitHubEntry
from settings.sections.network import Network, NetworkEntry
from settings.sections.platform import Platform, Service
from settings.sections.quotas import Quotas
from settings.sections.variables import Variable, VariableName
from settings.sections.workloads import Migrations, Variables, Workload, WorkloadEntry
from settings.setting_value import settled
from settings.stack import Stack

_ROLLOUT_SECONDS = 300

_Value = TypeVar("_Value")


def assemble(draft: Draft) -> Settings:
    """Return the settings that a checked draft stands for, with every default in place."""
    config, stack = draft.config, draft.stack
    shared = draft.topology == "shared"
    # Everything in here was validated when it was parsed, so nothing is validated twice.
    return Settings.model_construct(
        environment=_environment(draft),
        image_sha=_needed(config.image_sha),
        image_digests=config.image_digests,
        region=_needed(config.region),
        account=stack.home.account,
        account_id=stack.home.account_id,
        records_id=stack.home.records_id,
        state_bucket=config.state_bucket,
        foundation=None if shared else _foundation(draft, _needed(config.region)),
        shared_with=draft.owner if shared else None,
        database=_needed(config.database),
        evidence=_needed(config.evidence),
        evidence_copy_id=_copies(draft, _needed(config.evidence)),
        domains=_domains(_needed(config.base_domain), config.domains or DomainsEntry(), stack),
        images=_needed(config.images),
        github=_github(_needed(config.github)),
        workloads=tuple(_workload(draft, entry) for entry in config.workloads or ()),
        identity=config.identity,
        application=config.application or Application(),
        services=config.services or Services(),
        secrets_bundle=_needed(config.secrets_bundle),
        egress=_egress(draft),
        access=_access(config.access or Access(), stack.now),
        quotas=config.quotas or Quotas(),
        rollout_seconds=config.rollout_seconds or _ROLLOUT_SECONDS,
    )


def _environment(draft: Draft) -> Environment:
    stack = draft.stack
    return Environment.model_construct(
        name=stack.name,
        tier=stack.tier,
        status=draft.config.status or READY,
        promotion=stack.promotion,
        protect=stack.protect,
        gated=stack.gated,
        hosts_reviews=stack.hosts_reviews,
        survives_a_zone=stack.survives_a_zone,
    )


def _copies(draft: Draft, evidence: Evidence) -> AccountId | None:
    wanted = draft.stack.floors.evidence_copy if evidence.copied is None else evidence.copied
    return draft.stack.home.copies_id if wanted else None


def _foundation(draft: Draft, region: Region) -> FoundationPlan:
    config, stack = draft.config, draft.stack
    network = config.network or NetworkEntry()
    zones = tuple(Zone(f"{region}{letter}") for letter in "abc"[: stack.floors.zones])
    return FoundationPlan.model_construct(
        network=Network.model_construct(
            cidr=network.cidr or _needed(stack.addresses),
            zones=network.zones or zones,
            nat_per_zone=stack.floors.nat_per_zone if network.nat_per_zone is None else network.nat_per_zone,
            flow_log_days=network.flow_log_days,
            resolved_hosts=network.resolved_hosts,
        ),
        cluster=_needed(config.cluster),
        node_pools={str(name): pool for name, pool in _needed(config.node_pools).items()},
        alarms=config.alarms or Alarms(),
        budget=_needed(config.budget),
        platform=_platform(config.platform or Platform(), stack.floors.replicas.platform),
    )


def _platform(given: Platform, floor: int) -> Platform:
    services: dict[str, Service] = {name: getattr(given, name) for name in Platform.model_fields}
    sized = {name: one.model_copy(update={"replicas": one.replicas or floor}) for name, one in services.items()}
    return given.model_copy(update=sized)


def _github(entry: GitHubEntry) -> GitHub:
    return GitHub.model_construct(
        organization=entry.organization,
        repository=entry.repository,
        ids=_ids(entry),
        runner=entry.runner,
    )


def _ids(entry: GitHubEntry) -> tuple[int, int] | None:
    if entry.organization_id is None or entry.repository_id is None:
        return None
    return entry.organization_id, entry.repository_id


def _egress(draft: Draft) -> Egress:
    entry, scaling = draft.config.egress or EgressEntry(), (draft.config.scaling or {}).get(DnsLabel(PROXY))
    replicas = scaling.replicas if scaling and scaling.replicas else 1
    return Egress.model_construct(allowed_hosts=entry.allowed_hosts, replicas=replicas)


def _domains(base_domain: Fqdn, entry: DomainsEntry, stack: Stack) -> Domains:
    default_prefix = "" if stack.tier == "prod" else environment_prefix(stack.name)
    return Domains.model_construct(
        base_domain=base_domain,
        internal_domain=entry.internal_domain or base_domain,
        env_prefix=default_prefix if entry.env_prefix is None else str(entry.env_prefix),
        delegated=entry.delegated,
    )


def _workload(draft: Draft, entry: WorkloadEntry) -> Workload:
    fields = {name: getattr(entry, name) for name in WorkloadEntry.model_fields}
    fields["variables"] = _settled(draft, entry.variables)
    fields["migrations"] = _migrations(draft, entry.migrations) if entry.migrations else None
    return Workload.model_construct(**fields, scaling=draft.scaling_of(entry))


def _migrations(draft: Draft, migrations: Migrations) -> Migrations:
    words = {
        name: tuple(word for each in given if (word := settled(draft, each)) is not None)
        for name, given in (("arguments", migrations.arguments), ("status", migrations.status))
    }
    return migrations.model_copy(update={**words, "variables": _settled(draft, migrations.variables)})


def _settled(draft: Draft, variables: Variables) -> dict[VariableName, Variable]:
    found = {name: settled(draft, variable) for name, variable in variables.items()}
    return {name: variable for name, variable in found.items() if variable is not None}


def _access(access: Access, now: datetime) -> Access:
    active = tuple(grant for grant in access.break_glass if grant.is_active(now))
    return access.model_copy(update={"break_glass": active})


def _needed(value: _Value | None) -> _Value:
    if value is None:
        raise LookupError("a key that the check for presence lets pass is needed all the same")
    return value
