"""A database instance is what the PostgreSQL behind it is: its status, its name, its master's password, its restarts.

moto gives every managed secret the same content, all accounts the same name for their instances, and no instance a
time in which it is not there yet.
"""

import base64
import hashlib
import json
from typing import Any, Protocol, cast

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBInstance, MasterUserSecret, RDSBackend

from portarium_sandbox.cloud.extension.rds_offer import NEWEST_MINOR

_AVAILABLE = "available"
_ENGINE = "postgres"
_PASSWORD_LENGTH = 28
# Among them those that a careless URL or shell breaks on, as in RDS's own.
_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,-.:;<=>?[]^_{|}~"
_DEFAULT_VERSION = NEWEST_MINOR["16"]
_create = RDSBackend.create_db_instance
_modify = RDSBackend.modify_db_instance
_reboot = RDSBackend.reboot_db_instance
_start = RDSBackend.start_db_instance
_restore = RDSBackend.restore_db_instance_from_db_snapshot
_restore_to_time = RDSBackend.restore_db_instance_to_point_in_time


class Databases(Protocol):
    """What RDS needs to know of the databases behind its instances."""

    def status(self, resource_id: str, restarts: int, between: str) -> str:
        """Give the status as RDS names it, after so many restarts; `between` until the last of them is done."""
        ...

    def check_version(self, major: int) -> None:
        """Refuse a major version of which there is none."""
        ...


_databases: Databases | None = None


def behind(databases: Databases) -> None:
    """From now on, these are behind the instances; until then, every instance is there at once."""
    global _databases  # noqa: PLW0603 # as moto's backends are: one for the process
    _databases = databases


def install() -> None:
    """Let instances be what is behind them."""
    instance: Any = DBInstance
    instance.recorded_status = _AVAILABLE
    instance.restarts = 0
    instance.between = _AVAILABLE
    instance.status = property(_status, _set_status)
    instance.address = property(_address)
    secret: Any = MasterUserSecret
    secret._generate_secret_string = _secret  # moto has no other way
    secret.rotate_secret = _rotated
    RDSBackend.create_db_instance = _created
    RDSBackend.modify_db_instance = _modified
    RDSBackend.reboot_db_instance = _rebooted
    RDSBackend.start_db_instance = _started
    RDSBackend.restore_db_instance_from_db_snapshot = _restored
    RDSBackend.restore_db_instance_to_point_in_time = _restored_to_time


def _status(self: DBInstance) -> str:
    recorded = cast("Any", self).recorded_status
    if recorded != _AVAILABLE or _databases is None or type(self) is not DBInstance:
        return recorded
    if self.engine != _ENGINE or self.is_replica:
        return recorded
    found = cast("Any", self)
    return _databases.status(self.dbi_resource_id, found.restarts, found.between)


def _set_status(self: DBInstance, value: str) -> None:
    cast("Any", self).recorded_status = value


def _address(self: DBInstance) -> str:
    """Each account has its own word in a region, so that instances of one name do not meet."""
    made = hashlib.sha256(f"{self.account_id} {self.region}".encode()).digest()
    word = base64.b32encode(made).decode().lower()[:12]
    return f"{self.db_instance_identifier}.{word}.{self.region}.rds.amazonaws.com"


def _secret(self: MasterUserSecret) -> str:
    """Made of what and when, not drawn: the journals of earlier versions must draw everything else as they did."""
    resource = cast("Any", self.resource)
    made = hashlib.sha512(f"{resource.arn} {utcnow().isoformat()}".encode()).digest()
    password = "".join(_CHARACTERS[byte % len(_CHARACTERS)] for byte in made[:_PASSWORD_LENGTH])
    return json.dumps({"username": resource.master_username, "password": password})


def _rotated(self: MasterUserSecret) -> None:
    """RDS makes a new password and tells the database; moto waits for a function that is not there."""
    version = {
        "createdate": int(utcnow().timestamp()),
        "version_stages": ["AWSCURRENT"],
        "secret_string": _secret(self),
    }
    identity = str(mock_random.uuid4())
    cast("Any", self.secret).reset_default_version({**version, "version_id": identity}, identity)
    cast("Any", self)._status = "rotating"


def _created(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    if db_kwargs.get("engine") == _ENGINE and not db_kwargs.get("db_cluster_identifier"):
        db_kwargs["engine_version"] = db_kwargs.get("engine_version") or _DEFAULT_VERSION
        if _databases is not None:
            _databases.check_version(_major(db_kwargs["engine_version"]))
    return _create(self, db_kwargs)


def _modified(self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> DBInstance:
    instance, asked = self.databases.get(db_instance_identifier), db_kwargs.get("engine_version")
    if _databases is not None and instance and asked and _major(asked) != _major(str(instance.engine_version)):
        raise NotImplementedError("the upgrade of a database to another major version")
    return _modify(self, db_instance_identifier, db_kwargs)


def _rebooted(self: RDSBackend, db_instance_identifier: str) -> DBInstance:
    instance: Any = _reboot(self, db_instance_identifier)
    if instance.status != _AVAILABLE:
        raise RDSClientError("InvalidDBInstanceState", f"Instance {db_instance_identifier} is not in available state.")
    instance.restarts += 1
    instance.between = "rebooting"
    return instance


def _started(self: RDSBackend, db_instance_identifier: str) -> DBInstance:
    instance: Any = _start(self, db_instance_identifier)
    instance.restarts += 1
    instance.between = "starting"
    return instance


def _restored(self: RDSBackend, *arguments: Any, **settings: Any) -> DBInstance:
    _refuse_without_data()
    return _restore(self, *arguments, **settings)


def _restored_to_time(self: RDSBackend, *arguments: Any, **settings: Any) -> DBInstance:
    _refuse_without_data()
    return _restore_to_time(self, *arguments, **settings)


def _refuse_without_data() -> None:
    """A snapshot here is a record: an instance made of it would be empty and call itself restored."""
    if _databases is not None:
        raise NotImplementedError("an instance with the data of a backup")


def _major(version: str) -> int:
    return int(version.split(".", maxsplit=1)[0])
