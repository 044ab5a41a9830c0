"""Trails: what CloudTrail refuses and moto does not, and what moto does not tell of them. Nothing is delivered."""

import copy
import json
from typing import Any

from moto.cloudtrail.models import Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.cloudtrail.urls import url_paths
from moto.core.exceptions import JsonRESTError

from portarium_sandbox.cloud.extension.cloudtrail_policy import check_trail

_MOST_TRAILS = 5
_MOST_VALUES = 500


class TrailOperations(CloudTrailResponse):
    """moto's operations of CloudTrail, as CloudTrail has them."""

    def create_trail(self) -> str:
        """Answer CreateTrail."""
        backend, name = self.cloudtrail_backend, self._get_param("Name")
        if name in backend.trails:
            raise JsonRESTError(
                "TrailAlreadyExistsException", f"Trail {name} already exists for customer: {self.current_account}"
            )
        if len(backend.trails) >= _MOST_TRAILS:
            raise JsonRESTError(
                "MaximumNumberOfTrailsExceededException",
                f"User: {self.current_account} already has {_MOST_TRAILS} trails in {self.region}.",
            )
        answer = super().create_trail()
        try:
            check_trail(backend.trails[name])
        except JsonRESTError:
            del backend.trails[name]
            raise
        return answer

    def update_trail(self) -> str:
        """Answer UpdateTrail: what is wrong changes nothing."""
        trail = self._trail("Name")
        before = copy.copy(trail)
        try:
            answer = super().update_trail()
            trail.check_bucket_exists()
            check_trail(trail)
        except JsonRESTError:
            self.cloudtrail_backend.trails[trail.trail_name] = before
            raise
        return answer

    def delete_trail(self) -> str:
        """Answer DeleteTrail, which takes an ARN, too."""
        del self.cloudtrail_backend.trails[self._trail("Name").trail_name]
        return "{}"

    def describe_trails(self) -> str:
        """Answer DescribeTrails: of those that are asked for, and with what they select."""
        told = json.loads(super().describe_trails())["trailList"]
        wanted: list[str] = self._get_param("trailNameList") or []
        asked_for = [trail for trail in told if not wanted or {trail["Name"], trail["TrailARN"]} & {*wanted}]
        return json.dumps({"trailList": asked_for})

    def put_event_selectors(self) -> str:
        """Answer PutEventSelectors: of the two kinds a trail has one."""
        asked = json.loads(self.body)
        plain, advanced = asked.get("EventSelectors"), asked.get("AdvancedEventSelectors")
        if bool(plain) == bool(advanced):
            raise _refused("Exactly one of event selectors and advanced event selectors is needed.")
        _check_advanced(advanced or [])
        answer = super().put_event_selectors()
        if plain:
            self._trail("TrailName").advanced_event_selectors = []
        return answer

    def _trail(self, parameter: str) -> Trail:
        return self.cloudtrail_backend.get_trail(self._get_param(parameter))


def install() -> None:
    """Answer requests about trails from here."""
    url_paths.update(dict.fromkeys(url_paths, TrailOperations.dispatch))
    Trail.description = _described


_description = Trail.description


def _described(self: Trail, include_region: bool = False) -> dict[str, Any]:
    """moto says of every trail that it selects as the default does."""
    told = _description(self, include_region)
    selects = bool(self.event_selectors or self.advanced_event_selectors)
    return {**told, "HasCustomEventSelectors": selects, "HasInsightSelectors": bool(self.insight_selectors)}


def _check_advanced(selectors: list[dict[str, Any]]) -> None:
    values = 0
    for selector in selectors:
        fields = {field["Field"]: field for field in selector["FieldSelectors"]}
        category = fields.get("eventCategory", {}).get("Equals", [])
        if len(category) != 1:
            raise _refused("Each advanced event selector names one eventCategory, by Equals.")
        if category == ["Data"] and len(fields.get("resources.type", {}).get("Equals", [])) != 1:
            raise _refused("A selector of data events names one resources.type, by Equals.")
        if category == ["Management"] and fields.keys() & {"resources.type", "resources.ARN"}:
            raise _refused("A selector of management events selects no resources.")
        values += sum(len(field[how]) for field in fields.values() for how in field.keys() - {"Field"})
    if values > _MOST_VALUES:
        raise _refused(f"{values} values are more than the {_MOST_VALUES} that a trail may have.")


def _refused(reason: str) -> JsonRESTError:
    return JsonRESTError("InvalidEventSelectorsException", reason)
