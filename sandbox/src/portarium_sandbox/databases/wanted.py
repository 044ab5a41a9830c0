"""What RDS's record wants of the PostgreSQL behind an instance, at one moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.rds.models import DBInstance, rds_backends

from portarium_sandbox.cloud.extension.backend import every
from portarium_sandbox.databases import parameters

_ENGINE = "postgres"
_MEBIBYTE = 1024 * 1024
_CLASS_UNKNOWN_MIB = 2048


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All that a PostgreSQL is started with, and told while it runs."""

    name: str
    resource_id: str
    account: str
    region: str
    host: str
    port: int
    blocks: tuple[str, ...]
    """The address blocks of the subnets that it is in."""
    major: int
    master: str
    password: str
    database: str
    iam: bool
    memory: int
    group: str
    given: Mapping[str, str]
    """The parameters of its group."""
    immediate: frozenset[str]
    """Those of them that wait for no restart."""
    stopped: bool
    restarts: int


def recorded() -> dict[str, Wanted]:
    """What is wanted of each instance, by its resource id; who calls holds the gateway's lock.

    Replicas and members of clusters are on record only.
    """
    found = [
        of(instance)
        for backend in every(rds_backends)
        for instance in cast("dict[str, Any]", backend.databases).values()
        if type(instance) is DBInstance and instance.engine == _ENGINE and not instance.is_replica
    ]
    return {wanted.resource_id: wanted for wanted in found}


def of(instance: Any) -> Wanted:
    """Read an instance's record."""
    backend = instance.backend
    major = int(str(instance.engine_version).split(".", maxsplit=1)[0])
    name = instance.db_parameter_group_name or f"default.{_ENGINE}{major}"
    group = backend.db_parameter_groups.get(name)
    entries = [entry for entry in (group.parameters.values() if group else ()) if "ParameterValue" in entry]
    subnets = backend.subnet_groups.get(instance._db_subnet_group_name or "")  # moto lets nobody read it
    return Wanted(
        name=instance.db_instance_identifier,
        resource_id=instance.dbi_resource_id,
        account=instance.account_id,
        region=instance.region,
        host=instance.address,
        port=int(instance.port),
        blocks=tuple(subnet.cidr_block for subnet in (subnets._subnets if subnets else ())),
        major=major,
        master=instance.master_username,
        password=_password(instance),
        database=instance.db_name or "",
        iam=bool(instance.enable_iam_database_authentication),
        memory=_memory(instance.db_instance_class),
        group=name,
        given={entry["ParameterName"]: str(entry["ParameterValue"]) for entry in entries},
        immediate=parameters.immediate(entries),
        stopped=instance.recorded_status == "stopped",
        restarts=instance.restarts,
    )


def _password(instance: Any) -> str:
    if not instance.manage_master_user_password:
        return str(instance._master_user_password or "")  # moto lets nobody read it
    versions = instance.master_user_secret.secret.versions.values()
    current = next(version for version in versions if "AWSCURRENT" in version["version_stages"])
    return json.loads(current["secret_string"])["password"]


def _memory(instance_class: str) -> int:
    known = cast("Any", INSTANCE_TYPES).get(instance_class.removeprefix("db."))
    return (known["MemoryInfo"]["SizeInMiB"] if known else _CLASS_UNKNOWN_MIB) * _MEBIBYTE
