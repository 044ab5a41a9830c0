"""The check list: what has to be true of each service, looked at from outside, in the same way however it runs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import urllib3

from domain.nats import EVENTS, KEEPING
from domain.temporal import temporal_namespace
from domain.vault import MOUNT, SECRET_PLANES, role_name
from ops.operations.aws import Aws
from ops.operations.error import OperationError
from ops.operations.local.addresses import Addresses
from ops.operations.local.names import BUCKET, ENVIRONMENT, FOLDER, REGION
from settings.files import DIRECTORY

_SECONDS = 5.0
_MAJOR = 10000
_OK = 200
_NOTHING = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one check."""

    service: str
    """The service."""
    wanted: str
    """What has to be true of it."""
    problem: str
    """Why it is not, or nothing."""


Check = Callable[[Addresses], str]
"""Says what is wrong, or nothing."""


def look(addresses: Addresses, services: Iterable[str]) -> list[Result]:
    """Go through the checks of some services, all at once."""
    wanted_services = set(services)
    chosen: list[tuple[str, str, Check]] = [
        (service, *CHECKS[service]) for service in CHECKS if service in wanted_services
    ]

    def one(each: tuple[str, str, Check]) -> str:
        return _tried(each[2], addresses)

    with ThreadPoolExecutor(max_workers=len(CHECKS)) as pool:
        problems = list(pool.map(one, chosen))
    return [
        Result(service=service, wanted=wanted, problem=problem)
        for (service, wanted, _), problem in zip(chosen, problems, strict=True)
    ]


def wanted_lock(folder: Path = DIRECTORY / FOLDER) -> Mapping[str, Any]:
    """Return the Object Lock that the bucket is to have."""
    return json.loads((folder / "evidence" / "object-lock.json").read_text(encoding="utf-8"))


def s3(addresses: Addresses) -> Aws:
    """Return S3 of the local environment."""
    return Aws(REGION, {**credentials(addresses), "AWS_ENDPOINT_URL": addresses.http("EVIDENCE")})


def credentials(addresses: Addresses) -> dict[str, str]:
    """Return the variables by which S3 is entered."""
    return {"AWS_ACCESS_KEY_ID": addresses.access_key, "AWS_SECRET_ACCESS_KEY": addresses.password}


def _tried(check: Check, addresses: Addresses) -> str:
    try:
        return check(addresses)
    except OperationError as error:
        return str(error)


def _postgresql(addresses: Addresses) -> str:
    try:
        with psycopg.connect(addresses.database(), connect_timeout=int(_SECONDS)) as connection:
            major = connection.info.server_version // _MAJOR
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1]
    return _NOTHING if major == wanted_major() else f"it is PostgreSQL {major}, wanted: {wanted_major()}"


def _temporal(addresses: Addresses) -> str:
    namespace = temporal_namespace(ENVIRONMENT)
    found = _json(addresses.http("TEMPORAL_HTTP", f"/api/v1/namespaces/{namespace}"))
    information: dict[str, str] = found.get("namespaceInfo") or {}
    return _NOTHING if information.get("state", "").endswith("REGISTERED") else f"no namespace {namespace} yet"


def _evidence(addresses: Addresses) -> str:
    found = s3(addresses).ask("s3", "get_object_lock_configuration", Bucket=BUCKET)["ObjectLockConfiguration"]
    return _NOTHING if found == wanted_lock() else f"Object Lock of {BUCKET} is {found}, wanted: {wanted_lock()}"


def _nats(addresses: Addresses) -> str:
    found = _json(addresses.http("NATS_MONITOR", "/jsz?accounts=true&streams=true"))
    accounts: list[dict[str, Any]] = found.get("account_details") or []
    streams = [name for account in accounts if account["name"] == KEEPING for name in _streams(account)]
    return _NOTHING if EVENTS in streams else f"no stream {EVENTS} in the account {KEEPING} yet"


def _streams(account: dict[str, Any]) -> list[str]:
    details: list[dict[str, Any]] = account.get("stream_detail") or []
    return [str(each["name"]) for each in details]


def _vault(addresses: Addresses) -> str:
    token = {"X-Vault-Token": addresses.password}
    for plane in SECRET_PLANES:
        _json(addresses.http("VAULT", f"/v1/sys/policies/acl/{role_name(ENVIRONMENT, plane)}"), token)
    mounted = _json(addresses.http("VAULT", f"/v1/sys/mounts/{MOUNT}"), token)
    return _NOTHING if mounted.get("type") == "kv" else f"no secrets at {MOUNT}/ yet"


def _collector(addresses: Addresses) -> str:
    _answer(addresses.http("COLLECTOR_HEALTH", "/"))
    return _NOTHING


def _tempo(addresses: Addresses) -> str:
    _answer(addresses.http("TEMPO", "/ready"))
    return _NOTHING


def _grafana(addresses: Addresses) -> str:
    word = base64.b64encode(f"admin:{addresses.password}".encode()).decode()
    _json(addresses.http("GRAFANA", "/api/datasources/uid/tempo"), {"Authorization": f"Basic {word}"})
    return _NOTHING


CHECKS: Mapping[str, tuple[str, Check]] = {
    "postgresql": ("takes the password, and is of the major version that RDS has", _postgresql),
    "temporal": ("has its namespace", _temporal),
    "evidence": ("has its bucket, which locks each version", _evidence),
    "nats": ("keeps its stream of events", _nats),
    "vault": ("has its policies, and a place for secrets", _vault),
    "collector": ("is ready", _collector),
    "tempo": ("is ready", _tempo),
    "grafana": ("knows where traces are", _grafana),
}
"""What is looked at of each service."""


def broken(results: Sequence[Result]) -> list[Result]:
    """Return those that are not as they should be."""
    return [each for each in results if each.problem]


def wanted_major() -> int:
    """Return the major version of PostgreSQL that RDS has, unless an environment says otherwise."""
    from settings.sections.database import Database  # noqa: PLC0415 (half a second that only this check pays)

    return int(Database.model_fields["engine_version"].default)


def _json(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        return json.loads(_answer(url, headers))
    except ValueError:
        raise OperationError(f"{url}: answered with no JSON; another program listens there") from None


def _answer(url: str, headers: Mapping[str, str] | None = None) -> bytes:
    try:
        answer = urllib3.PoolManager(timeout=_SECONDS, retries=False).request("GET", url, headers=dict(headers or {}))
    except urllib3.exceptions.HTTPError:
        raise OperationError(f"nothing answers at {url}") from None
    if answer.status != _OK:
        raise OperationError(f"{url}: answered {answer.status}")
    return answer.data
