"""Configurations of every shape that the settings accept, for hypothesis to draw from.

Each is the repository's own configuration of a stack with most of it replaced. It is right by construction as far as
one key goes; what several keys must agree on is left to the settings, which refuse what doesn't.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any, get_args

from hypothesis import strategies as st

from domain.architecture import Architecture
from domain.component_names import PROXY
from domain.connection_budget import left_to_clients
from domain.container_variables import FOR_DEVELOPMENT, SET_BY_THE_PROGRAM
from domain.database_catalogue import DATABASE_FAMILIES
from domain.environment_status import EnvironmentStatus
from domain.instance_catalogue import INSTANCE_FAMILIES
from domain.instance_type import InstanceType
from domain.kubernetes_version import SUPPORTED
from domain.network_size import LARGEST_PREFIX, SMALLEST_PREFIX
from domain.node_group import CapacityType, TaintEffect
from domain.object_lock import STRICTNESS
from domain.retention import FlowLogDays, InsightsDays
from domain.secret_variable import names_a_secret
from settings.machines import machine_of
from tests.settings.configuration import items
from tests.stacks.recorded import REVIEW

_REGION = "eu-central-1"
_ENOUGH = 1500
"""Connections, which no class below leaves to the largest that is drawn here."""
_ZONES = tuple(f"{_REGION}{letter}" for letter in "abc")
_BLOCKS = {"dev": "10.16.0.0/16", "staging": "10.32.0.0/16", "prod": "10.48.0.0/16"}
# By what each tier demands at least: nothing in dev, GOVERNANCE in staging, COMPLIANCE in prod.
_WEAKEST_LOCK = {"staging": 1, "prod": 2}
_MACHINES = sorted({(family.architecture, family.accelerator) for family in INSTANCE_FAMILIES.values()}, key=str)
_NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?", fullmatch=True)
# The names of the pipeline's own grants among them, and one name in two accounts.
_HOSTS = st.sampled_from(("api.github.com", "*.example.com", "example.com"))
_PRINCIPALS = st.one_of(
    _NAMES,
    st.sampled_from(("deploy", "preview", "platform-engineer-a", "a")),
    st.sampled_from(("111111111111", "222222222222")).map(lambda account: f"arn:aws:iam::{account}:role/team"),
)
_PORTS = st.integers(1024, 65535)
_VARIABLE_NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True).filter(
    lambda name: not names_a_secret(name) and name not in SET_BY_THE_PROGRAM | FOR_DEVELOPMENT
)


def _one_of(kind: str, *values: str) -> st.SearchStrategy[object]:
    return st.sampled_from(values).map(lambda value: {kind: value})


_OF_BOTH = (
    st.text(max_size=8),
    _one_of("temporal", "address", "namespace", "taskQueue"),
    _one_of("secret", "item/key"),
    _one_of("setting", "environment.name", "region", "identity.issuer", "application.tenants"),
    _one_of("workload", "port"),
)
_REFERENCES: Mapping[str, st.SearchStrategy[object]] = {
    "execution": st.one_of(*_OF_BOTH),
    "control": st.one_of(
        *_OF_BOTH,
        _one_of("database", "url", "host", "port", "name"),
        _one_of("evidence", "bucket", "endpoint", "region"),
    ),
}
_PLENTY = {"cpu": "1000", "memory": "1000Gi", "pods": 1000}


@st.composite
def changes_of(draw: st.DrawFn, stack: str) -> Mapping[str, object]:
    """Changes to the configuration of a stack, by their dotted path."""
    workloads, base = draw(_workloads()), draw(st.sampled_from(("portarium.example", "a.b.c.example")))
    changes: dict[str, object] = {
        "status": draw(st.sampled_from(get_args(EnvironmentStatus))),
        "workloads": workloads,
        "secretsBundle.items": items(("item/key", draw(st.sampled_from(("service-credentials", "api-token"))))),
        "scaling": {
            **{workload["name"]: draw(_scaling()) for workload in workloads},
            PROXY: {"replicas": draw(st.integers(1, 4))},
        },
        "database": draw(_databases()),
        "evidence": draw(_evidence(stack)),
        "baseDomain": base,
        "domains": draw(_domains(stack, base)),
        "egress": draw(_egress()),
        "images.architectures": list(get_args(Architecture)),
        "quotas": {"apps": _PLENTY, "execution": _PLENTY},
    }
    if stack != REVIEW:
        changes["network"] = draw(_networks(stack))
        changes["cluster"] = {"version": draw(st.sampled_from(sorted(SUPPORTED)))}
        changes["nodePools"] = draw(_node_pools())
        changes["access"] = draw(_access())
    return changes


@st.composite
def _networks(draw: st.DrawFn, stack: str) -> dict[str, object]:
    prefix = draw(st.integers(LARGEST_PREFIX, SMALLEST_PREFIX))
    blocks = list(IPv4Network(_BLOCKS[stack]).subnets(new_prefix=prefix))
    return {
        "cidr": str(draw(st.sampled_from(blocks))),
        # Every tier demands three; their order is free.
        "zones": draw(st.permutations(_ZONES)),
        "natPerZone": draw(st.booleans()) or stack in ("staging", "prod"),
        "flowLogDays": draw(st.sampled_from(get_args(FlowLogDays))),
        "resolvedHosts": draw(st.lists(_HOSTS, unique=True)),
    }


@st.composite
def _node_pools(draw: st.DrawFn) -> dict[str, object]:
    layout = draw(
        st.sampled_from(
            (
                {"system": ["system", "control"], "execution": ["execution"]},
                {"system": ["system"], "control-plane": ["control"], "execution": ["execution"]},
                {"system": ["system"], "control-plane": ["control", "system"], "a": ["execution"], "b": ["execution"]},
            )
        )
    )
    return {name: draw(_node_pool(name, serves)) for name, serves in layout.items()}


@st.composite
def _node_pool(draw: st.DrawFn, name: str, serves: list[str]) -> dict[str, object]:
    machine = draw(st.sampled_from([one for one in _MACHINES if one[1] is None or name == "system"]))
    types = [
        f"{family}.{size}"
        for family, known in INSTANCE_FAMILIES.items()
        if (known.architecture, known.accelerator) == machine
        for size in known.sizes
        if _is_large(f"{family}.{size}")
    ]
    minimum = draw(st.integers(2, 5))
    return {
        "serves": serves,
        "instanceTypes": draw(st.lists(st.sampled_from(types), min_size=1, max_size=4, unique=True)),
        "minimum": minimum,
        "maximum": draw(st.integers(minimum, 9)),
        "capacity": draw(st.sampled_from(get_args(CapacityType))),
        "diskGib": draw(st.integers(20, 16384)),
        "labels": draw(st.dictionaries(_NAMES, st.just("yes"), max_size=2)),
        "taints": [
            {"key": key, "value": "yes", "effect": draw(st.sampled_from(get_args(TaintEffect)))}
            for key in draw(st.lists(_NAMES, max_size=2, unique=True))
        ],
    }


def _is_large(name: str) -> bool:
    """Whether a few of them hold whatever is drawn; what fits smaller ones is the settings' own test."""
    machine = machine_of(InstanceType(name))
    return machine.processors >= 8 and machine.memory_mebibytes >= 16384


@st.composite
def _workloads(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(_NAMES, min_size=2, max_size=4, unique=True))
    planes = ["control", "execution", *(draw(st.sampled_from(("control", "execution"))) for _ in names[2:])]
    migrating = draw(st.booleans())
    return [
        draw(_workload(name, plane, migrates=migrating and index == 0))
        for index, (name, plane) in enumerate(zip(names, planes, strict=True))
    ]


@st.composite
def _workload(draw: st.DrawFn, name: str, plane: str, *, migrates: bool) -> dict[str, Any]:
    port, metrics_port = draw(st.lists(_PORTS, min_size=2, max_size=2))
    probe = {"path": "/healthz", "periodSeconds": draw(st.integers(1, 60)), "failures": draw(st.integers(1, 900))}
    variables = draw(st.dictionaries(_VARIABLE_NAMES, _REFERENCES[plane], max_size=6))
    return {
        "name": name,
        "plane": plane,
        "image": draw(st.sampled_from((name, "worker"))),
        "architectures": list(get_args(Architecture)),
        "command": draw(st.sampled_from(((), ("node", "main.js")))),
        "port": port,
        **({"metrics": {"port": metrics_port}} if draw(st.booleans()) else {}),
        "probes": {"startup": probe, "liveness": probe, "readiness": {"path": "/ready", "periodSeconds": 5}},
        "user": draw(st.integers(1, 65535)),
        "writablePaths": draw(st.lists(st.sampled_from(("/tmp", "/var/cache", "/run/a")), unique=True)),
        "affinity": draw(st.sampled_from(("none", "clientAddress"))),
        "requests": {"cpu": "100m", "memory": "64Mi"},
        "limits": {"cpu": "2", "memory": "1Gi"},
        "arguments": draw(st.lists(st.text(max_size=8), max_size=2)),
        "variables": variables,
        "required": sorted(variables),
        **({"waitsFor": {"service": "temporal", "command": ["wait"]}} if draw(st.booleans()) else {}),
        **({"migrations": draw(_migrations())} if migrates else {}),
    }


@st.composite
def _migrations(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "command": ["migrate"],
        "arguments": ["apply", "--tenants", {"setting": "application.tenants"}],
        "variables": {"DATABASE_URL": {"database": draw(st.sampled_from(("url", "host")))}},
        "times": draw(st.sampled_from((1, 2))),
    }


@st.composite
def _scaling(draw: st.DrawFn) -> dict[str, object]:
    # Four is the highest floor that a tier has.
    minimum = draw(st.integers(4, 8))
    if draw(st.booleans()):
        return {"replicas": minimum}
    return {"autoscaler": {"minimum": minimum, "maximum": draw(st.integers(minimum, 12))}}


@st.composite
def _databases(draw: st.DrawFn) -> dict[str, object]:
    family = draw(st.sampled_from(sorted(DATABASE_FAMILIES)))
    # A smaller one bears less than what all of the others here could open.
    sizes = [size for size in sorted(DATABASE_FAMILIES[family]) if left_to_clients(f"db.{family}.{size}") >= _ENOUGH]
    size = draw(st.sampled_from(sizes))
    storage = draw(st.integers(20, 65536))
    return {
        "instanceClass": f"db.{family}.{size}",
        "engineVersion": draw(st.sampled_from(("16", "17"))),
        "multiAz": True,
        "backupDays": draw(st.integers(30, 35)),
        "deletionProtection": True,
        "storageGib": storage,
        "maximumStorageGib": draw(st.integers(storage, 65536)),
        "insightsDays": draw(st.sampled_from(get_args(InsightsDays))),
        "finalSnapshot": draw(st.booleans()),
    }


@st.composite
def _evidence(draw: st.DrawFn, stack: str) -> dict[str, object]:
    mode, days = draw(st.sampled_from(STRICTNESS[_WEAKEST_LOCK.get(stack, 0) :])), draw(st.integers(1095, 36500))
    return {
        "objectLock": mode,
        "retentionDays": days,
        **({"acknowledgeComplianceDays": days} if mode == "COMPLIANCE" else {}),
        "legalHoldPrincipals": draw(st.lists(_NAMES, max_size=2, unique=True)),
    }


@st.composite
def _domains(draw: st.DrawFn, stack: str, base: str) -> dict[str, object]:
    return {
        "internalDomain": draw(st.sampled_from((base, "internal.example"))),
        "delegated": draw(st.booleans()),
        **({} if stack == "prod" else {"envPrefix": draw(st.sampled_from((f"x-{stack}", "x-other")))}),
    }


@st.composite
def _egress(draw: st.DrawFn) -> dict[str, object]:
    return {"allowedHosts": draw(st.lists(_HOSTS, unique=True))}


@st.composite
def _access(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(_PRINCIPALS, min_size=3, max_size=6, unique=True))
    administrators, engineers, emergencies = names[::3], names[1::3], names[2::3]
    return {
        "administrators": administrators,
        "grants": {"platform-engineer": engineers} if draw(st.booleans()) else {},
        "breakGlass": [
            {
                "principal": principal,
                "incident": "INC-1234",
                "grantedAt": "2026-11-21T09:00:00Z",
                "expiresAt": draw(st.sampled_from(("2026-11-21T10:00:00Z", "2026-11-21T20:00:00Z"))),
            }
            for principal in emergencies
        ],
    }
