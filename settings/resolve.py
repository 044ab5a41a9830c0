"""The pure core: a stack's name and its config become `Settings`, or one error with every problem."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from settings.checks import CHECKS
from settings.domain.names import Zone
from settings.error import Problem, SettingsError
from settings.explain import explain, path_of, suggestion
from settings.model import Environment, Foundation, Settings
from settings.registry import FILE, Registry, read_registry
from settings.sections.access import Access
from settings.sections.alarms import Alarms
from settings.sections.domains import Domains, DomainsEntry
from settings.sections.egress import Egress
from settings.sections.network import Network, NetworkEntry
from settings.sections.quotas import Quotas
from settings.sections.workloads import Scaling, Workload
from settings.stack import Stack, find_stack
from settings.stack_config import NAMESPACE, SCALARS, StackConfig

_Value = TypeVar("_Value")

# Namespaces that Pulumi itself reads; every other key would be silently without effect.
_ENGINE_NAMESPACES = ("pulumi",)


def resolve(
    stack: str,
    config: Mapping[str, object],
    *,
    now: datetime,
    registry: Registry | None = None,
    file_of: Callable[[str], str] | None = None,
) -> Settings:
    """Return the settings of `stack`, or raise SettingsError with one line for each problem.

    `config` has Pulumi's shape: full keys such as `portarium:database`, structures as JSON text. `now` decides which
    break-glass grants still hold. `file_of` names the file that a key was read from, for messages.
    """
    place = find_stack(stack, registry or read_registry(), now)
    name_file = file_of or (lambda _: place.file)
    problems, given = _read(config, name_file)
    merged = {**place.defaults, **given}

    def origin(key: str) -> str:
        return FILE if key in place.defaults and key not in given else name_file(key)

    try:
        parsed = StackConfig.model_validate(merged)
    except ValidationError as error:
        problems += explain(StackConfig, error, origin)
        wrong = {str(details["loc"][0]) for details in error.errors(include_url=False)}
        parsed = StackConfig.model_validate({key: value for key, value in merged.items() if key not in wrong})
        problems += _check(parsed, place, origin, frozenset(wrong))
    else:
        problems += _check(parsed, place, origin, frozenset(problem.path for problem in problems))
    if problems:
        raise SettingsError(sorted(problems))
    return _assemble(parsed, place)


def _read(config: Mapping[str, object], file_of: Callable[[str], str]) -> tuple[list[Problem], dict[str, object]]:
    """Split the config by namespace and decode its structures."""
    problems: list[Problem] = []
    given: dict[str, object] = {}
    for full_key, raw in config.items():
        namespace, _, key = full_key.partition(":")
        if namespace in _ENGINE_NAMESPACES:
            continue
        if namespace != NAMESPACE or not key:
            advice = "providers are configured by the program" if key else suggestion(full_key, [NAMESPACE])
            text = f"unknown namespace; settings begin with {NAMESPACE}: and {advice}"
            problems.append(Problem(file=file_of(full_key), path=path_of([full_key]), text=text))
        elif key in SCALARS or not isinstance(raw, str):
            given[key] = raw
        else:
            given[key] = _decoded(raw)
    return problems, given


def _decoded(raw: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def _check(config: StackConfig, place: Stack, origin: Callable[[str], str], wrong: frozenset[str]) -> list[Problem]:
    problems: list[Problem] = []
    for check in CHECKS:
        for path, text in check(config, place):
            key = path.split(".", 1)[0].split("[", 1)[0]
            if key not in wrong:
                problems.append(Problem(file=origin(key), path=path, text=text))
    return problems


def _assemble(config: StackConfig, place: Stack) -> Settings:
    region = _needed(config.region)
    return Settings.model_construct(
        environment=Environment.model_construct(
            name=place.name,
            tier=place.tier,
            status=config.status or "ready",
            promotion=place.promotion,
            floors=place.floors,
            protect=place.protect,
            is_review=place.is_review,
        ),
        image_sha=_needed(config.image_sha),
        region=region,
        account_id=config.account_id,
        foundation=_foundation(config, place, region) if place.topology_of(config) == "dedicated" else None,
        shared_with=place.owner_of(config),
        database=_needed(config.database),
        evidence=_needed(config.evidence),
        domains=_domains(_needed(config.domains), place),
        images=_needed(config.images),
        github=_needed(config.github),
        workloads=tuple(_workloads(config, place)),
        egress=config.egress or Egress(),
        access=_access(config.access or Access(), place.now),
        quotas=config.quotas or Quotas(),
    )


def _foundation(config: StackConfig, place: Stack, region: str) -> Foundation:
    network = config.network or NetworkEntry()
    zones = tuple(Zone(f"{region}{letter}") for letter in "abcdef"[: place.floors.zones])
    return Foundation.model_construct(
        network=Network.model_construct(
            cidr=network.cidr or _needed(place.addresses),
            zones=network.zones or zones,
            nat_per_zone=place.floors.nat_per_zone if network.nat_per_zone is None else network.nat_per_zone,
            flow_log_days=network.flow_log_days,
        ),
        cluster=_needed(config.cluster),
        node_pools={str(name): pool for name, pool in _needed(config.node_pools).items()},
        alarms=config.alarms or Alarms(),
        budget=_needed(config.budget),
    )


def _domains(entry: DomainsEntry, place: Stack) -> Domains:
    default_prefix = "" if place.tier == "prod" else f"x-{place.name}"
    return Domains.model_construct(
        base_domain=entry.base_domain,
        internal_domain=entry.internal_domain or entry.base_domain,
        env_prefix=default_prefix if entry.env_prefix is None else str(entry.env_prefix),
    )


def _workloads(config: StackConfig, place: Stack) -> list[Workload]:
    scaling = config.scaling or {}
    floors = place.floors.replicas
    return [
        Workload.model_construct(
            **{name: getattr(entry, name) for name in type(entry).model_fields},
            scaling=scaling.get(entry.name) or Scaling(replicas=getattr(floors, entry.plane)),
        )
        for entry in config.workloads or ()
    ]


def _access(access: Access, now: datetime) -> Access:
    active = tuple(grant for grant in access.break_glass if grant.is_active(now))
    return access.model_copy(update={"break_glass": active})


def _needed(value: _Value | None) -> _Value:
    # The check for missing keys ran before; a missing one here is a mistake in this package.
    assert value is not None
    return value
