"""What the files of the local environment have in common with the clusters', held against these."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from domain.nats import NATS
from domain.temporal import TASK_QUEUE, TEMPORAL, temporal_namespace
from domain.vault import VAULT
from ops.operations.local.addresses import DEFAULTS, OF_APPLICATION, variable_of
from ops.operations.local.checks import wanted_major
from ops.operations.local.names import BUCKET, ENVIRONMENT, REGION
from portarium_sandbox.native.programs import NATS as NATS_MODULE
from portarium_sandbox.native.programs import S3
from settings.charts import chart
from settings.contract import read_contract
from tools.compose_rules import Model, version_of

_DATABASE = re.compile(r"postgresql://portarium:[^@]+@postgresql:5432/portarium")
_REQUIRED = re.compile(r"^\s*(\S+) (v\S+)", re.MULTILINE)
_CHART_OF: Mapping[str, str] = {
    "nats": NATS,
    "temporal": TEMPORAL,
    "temporal-namespace": TEMPORAL,
    "vault": VAULT,
    "vault-policies": VAULT,
}
_MODULE_OF = {
    "nats": (NATS_MODULE, "github.com/nats-io/nats-server/v2"),
    "evidence": (S3, "github.com/versity/versitygw"),
}
# What the contract takes from settings of an environment that has an identity provider or services of its own.
_OF_AN_ENVIRONMENT = re.compile(r"^(identity|services|application\.corsOrigins)")
_ANOTHER: Mapping[str, str] = {"NODE_ENV": "development"}


def problems(model: Model) -> Iterator[str]:
    """Give a line for each difference that nobody has decided on."""
    services: Mapping[str, Any] = model["services"]
    yield from _versions(services)
    for workload in read_contract():
        contract = cast("dict[str, Any]", workload)
        name = str(contract["name"])
        yield from (f"services.{name}.{line}" for line in _workload(services[name], contract))


def default_ports(model: Model) -> Iterator[str]:
    """Give a line for each port that the files publish and `portarium local` does not look at, or the other way."""
    published = {int(port["published"]) for each in model["services"].values() for port in each.get("ports") or ()}
    known = DEFAULTS | OF_APPLICATION
    for name, port in known.items():
        if port not in published:
            yield f"ports: {port} ({variable_of(name)}, ops/operations/local/addresses.py) is published by nobody"
    for port in sorted(published - set(known.values())):
        yield f"ports: {port} is published, and not among those of ops/operations/local/addresses.py"


def _versions(services: Mapping[str, Any]) -> Iterator[str]:
    for service, name in _CHART_OF.items():
        found, wanted = version_of(services[service]["image"]), chart(name).app_version
        if found.removesuffix("-alpine") != wanted:
            yield f"services.{service}.image: {found}, and the clusters' chart brings {wanted} (infra/charts.json)"
    major = version_of(services["postgresql"]["image"]).partition(".")[0]
    if major != str(wanted_major()):
        yield f"services.postgresql.image: PostgreSQL {major}, and RDS has {wanted_major()}"
    for service, (module, name) in _MODULE_OF.items():
        built = dict(_REQUIRED.findall((module.folder / "go.mod").read_text(encoding="utf-8")))[name].removeprefix("v")
        found = version_of(services[service]["image"]).removesuffix("-alpine").removeprefix("v")
        if built != found:
            yield f"services.{service}.image: {found}, and --native builds {built} ({module.folder.name}/go.mod)"


def _workload(service: Mapping[str, Any], workload: Mapping[str, Any]) -> Iterator[str]:
    if service.get("command") != workload["command"]:
        yield f"command: {service.get('command')}, and the contract has {workload['command']} (infra/application.json)"
    given: Mapping[str, Any] = service.get("environment") or {}
    for name, source in workload["variables"].items():
        wanted = _wanted(name, source, workload)
        if wanted is None:
            continue
        if name not in given:
            yield f"environment.{name}: missing; the contract has it (infra/application.json)"
        elif not re.fullmatch(wanted, str(given[name])):
            yield f"environment.{name}: {given[name]!r}, wanted: {wanted}"


def _wanted(name: str, source: str | Mapping[str, str], workload: Mapping[str, Any]) -> str | None:
    """A pattern of what a variable is here, or nothing where an environment of its own is needed for it."""
    if name in _ANOTHER:
        return _ANOTHER[name]
    if isinstance(source, str):
        return re.escape(source)
    (kind, what), *_ = source.items()
    known = {
        ("database", "url"): _DATABASE.pattern,
        ("temporal", "address"): r"temporal:7233",
        ("temporal", "namespace"): temporal_namespace(ENVIRONMENT),
        ("temporal", "taskQueue"): TASK_QUEUE,
        ("evidence", "bucket"): BUCKET,
        ("evidence", "endpoint"): r"http://evidence:9000",
        ("evidence", "region"): REGION,
        ("workload", "port"): str(workload["port"]),
        ("setting", "environment.name"): ENVIRONMENT,
    }
    if (kind, what) in known:
        return known[kind, what]
    if kind == "setting" and _OF_AN_ENVIRONMENT.match(what):
        return None
    return None if source.get("given") else ".+"
