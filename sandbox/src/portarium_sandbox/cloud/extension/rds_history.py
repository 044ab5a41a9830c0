"""What RDS tells of the past of its instances: moto knows of no restart and gives every event, whichever is wanted."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError
from moto.rds.models import Event
from moto.rds.responses import RDSResponse

_RESTART = {
    "DB_INSTANCE_SHUTDOWN": ("availability", "DB instance shutdown."),
    "DB_INSTANCE_RESTART": ("availability", "DB instance restarted."),
}
_FAILOVER = {
    "MULTI_AZ_FAILOVER_START": ("failover", "Multi-AZ instance failover started."),
    "MULTI_AZ_FAILOVER_FINISH": ("failover", "Multi-AZ instance failover completed."),
}
_DEFAULT_MINUTES = 60
_reboot = RDSResponse.reboot_db_instance


def install() -> None:
    """Let restarts and failovers be events, and events be asked for by source, category and time."""
    for name, (category, message) in {**_RESTART, **_FAILOVER}.items():
        Event.EVENT_MAP[name] = {"Categories": [category], "Message": message}
    operations = cast("Any", RDSResponse)
    operations.reboot_db_instance = _rebooted
    operations.describe_events = _described


def _rebooted(self: RDSResponse) -> ActionResult:
    instance = cast("Any", self.backend).describe_db_instances(self.params.get("DBInstanceIdentifier"))[0]
    is_failover = str(self.params.get("ForceFailover", False)).lower() == "true"
    if is_failover and not instance.multi_az:
        raise RDSClientError(
            "InvalidParameterCombination",
            "ForceFailover can't be enabled because the instance isn't configured for Multi-AZ.",
        )
    answer = _reboot(self)
    for name in _FAILOVER if is_failover else _RESTART:
        instance.add_event(name)
    return answer


def _described(self: RDSResponse) -> ActionResult:
    for name in ("Filters", "Marker"):
        if self.params.get(name):
            raise NotImplementedError(f"DescribeEvents with {name}")
    source, kind = self.params.get("SourceIdentifier"), self.params.get("SourceType")
    if source and not kind:
        raise RDSClientError("InvalidParameterCombination", "Cannot specify source identifier without source type")
    categories: list[str] = self.params.get("EventCategories") or []
    begin, end = _span(self.params)
    found = [
        event
        for event in cast("Any", self.backend).events
        if source in (None, event.source_identifier)
        and kind in (None, event.source_type)
        and (not categories or set(categories) & set(event.event_categories))
        and begin <= event.date.replace(tzinfo=UTC) <= end
    ]
    return ActionResult({"Events": sorted(found, key=lambda event: event.date)})


def _span(asked: Any) -> tuple[datetime, datetime]:
    end = _moment(asked.get("EndTime")) or datetime.now(UTC)
    begin = _moment(asked.get("StartTime"))
    return begin or end - timedelta(minutes=int(asked.get("Duration") or _DEFAULT_MINUTES)), end


def _moment(given: Any) -> datetime | None:
    if not given:
        return None
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
