"""Database instances: Performance Insights and the final snapshot, which moto drops, and a resource id of their own.

The resource id is what a permission to connect names; moto gives all instances the same.
"""

import base64
import hashlib
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.rds.exceptions import InvalidParameterCombination
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse
from moto.rds.urls import url_paths

from portarium_sandbox.cloud.extension.rds_offer import NEWEST_MINOR

_RESOURCE_ID_LENGTH = 26
_make = DBInstance.__init__
_copy = RDSBackend.create_db_instance_read_replica


class InstanceOperations(RDSResponse):
    """moto's operations of RDS, with instances that remember all they were given."""

    def create_db_instance(self) -> ActionResult:
        """Answer CreateDBInstance."""
        asked = str(self.params.get("EngineVersion", ""))
        self.params["EngineVersion"] = NEWEST_MINOR.get(asked, asked) or None
        answer = super().create_db_instance()
        return self._with_insights(answer)

    def modify_db_instance(self) -> ActionResult:
        """Answer ModifyDBInstance."""
        self._refuse_version()
        answer = super().modify_db_instance()
        return self._with_insights(answer)

    def delete_db_instance(self) -> ActionResult:
        """Answer DeleteDBInstance."""
        name, skip = self.params.get("FinalDBSnapshotIdentifier"), bool(self.params.get("SkipFinalSnapshot"))
        instance = self.backend.databases.get(self.params.get("DBInstanceIdentifier"))
        if instance and not instance.is_replica and not instance.deletion_protection:
            if not skip and not name:
                raise InvalidParameterCombination(
                    "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
                )
            if skip and name:
                raise InvalidParameterCombination(
                    "FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot."
                )
        return super().delete_db_instance()

    def _refuse_version(self) -> None:
        """Say what RDS says to a version that an instance has left behind, and to a major that nobody has agreed to."""
        instance = self.backend.databases.get(self.params.get("DBInstanceIdentifier"))
        wanted = self.params.get("EngineVersion")
        if not instance or not wanted:
            return
        current = str(instance.engine_version)
        if f"{current}.".startswith(f"{wanted}."):
            del self.params["EngineVersion"]  # it is what it runs already
        elif _ordered(wanted) < _ordered(current):
            raise InvalidParameterCombination(f"Cannot upgrade {instance.engine} from {current} to {wanted}")
        elif _ordered(wanted)[0] > _ordered(current)[0] and not self.params.get("AllowMajorVersionUpgrade"):
            raise InvalidParameterCombination(
                "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
            )

    def _with_insights(self, answer: ActionResult) -> ActionResult:
        instance: Any = cast(Any, answer.result)["DBInstance"]
        given = self.params
        enabled = given.get("EnablePerformanceInsights")
        if enabled is not None:
            instance.performance_insights_enabled = enabled
            instance.performance_insights_retention_period = 7 if enabled else None
        elif not hasattr(instance, "performance_insights_enabled"):
            instance.performance_insights_enabled = False
        if (days := given.get("PerformanceInsightsRetentionPeriod")) is not None:
            instance.performance_insights_retention_period = days
        if (key := given.get("PerformanceInsightsKMSKeyId")) is not None:
            instance.performance_insights_kms_key_id = key
        return answer


def install() -> None:
    """Answer requests about RDS from here."""
    url_paths.update(dict.fromkeys(url_paths, InstanceOperations.dispatch))
    DBInstance.__init__ = _made
    # A replica begins as a copy of its source, id and all.
    RDSBackend.create_db_instance_read_replica = _copied
    # The serializer looks the field up by this spelling, which no rule for snake case gives.
    DBInstance.performance_insights_kmskey_id = property(  # type: ignore[attr-defined]
        lambda instance: getattr(instance, "performance_insights_kms_key_id", None)
    )


def _made(self: DBInstance, *arguments: Any, **settings: Any) -> None:
    _make(self, *arguments, **settings)
    self.dbi_resource_id = _new_resource_id(self)


def _copied(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    replica = _copy(self, db_kwargs)
    replica.dbi_resource_id = _new_resource_id(replica)
    return replica


def _ordered(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _new_resource_id(instance: DBInstance) -> str:
    """Made of what and when, not drawn: the journals of earlier versions must draw everything else as they did."""
    made = hashlib.sha256(f"{instance.arn} {utcnow().isoformat()}".encode())
    return f"db-{base64.b32encode(made.digest()).decode()[:_RESOURCE_ID_LENGTH]}"
