"""GuardDuty: one detector a region, with features that are switched one by one, and tags. Nothing is detected."""

import json
from typing import Any
from urllib.parse import unquote

from moto.core.utils import utcnow
from moto.guardduty.exceptions import GuardDutyException
from moto.guardduty.models import Detector
from moto.guardduty.responses import GuardDutyResponse
from moto.guardduty.urls import url_paths

_ALWAYS = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
_AT_FIRST = ("S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS")
_RUNTIME = ("EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING")
_ON, _OFF = "ENABLED", "DISABLED"


class BadRequest(GuardDutyException):
    """GuardDuty's answer to all that it refuses."""

    code = 400

    def __init__(self, reason: str) -> None:
        super().__init__("InvalidInputException", f"The request is rejected because {reason}")

    def get_headers(self, *_arguments: Any, **_named: Any) -> list[tuple[str, str]]:
        """The kind of the error, which GuardDuty tells here alone."""
        return [("X-Amzn-ErrorType", "BadRequestException")]


class DetectorOperations(GuardDutyResponse):
    """moto's operations of GuardDuty, and those that it lacks."""

    def create_detector(self) -> str:
        """Answer CreateDetector; all features but those of the runtime are on unless the request says otherwise."""
        if self.guardduty_backend.detectors:
            raise BadRequest("a detector already exists for the current account.")
        wanted: list[dict[str, Any]] = self._get_param("features") or []
        answer = super().create_detector()
        detector = self.guardduty_backend.detectors[json.loads(answer)["detectorId"]]
        # moto's own clock, which a replay sets back.
        detector.created_at = detector.updated_at = utcnow()
        first = {name: {"name": name, "status": _ON} for name in _AT_FIRST}
        detector.features = list({**first, **{name: {"name": name, "status": _OFF} for name in _RUNTIME}}.values())
        try:
            _switch(detector, wanted)
        except BadRequest:
            del self.guardduty_backend.detectors[detector.id]
            raise
        return answer

    def update_detector(self) -> str:
        """Answer UpdateDetector; features that the request does not name stay as they are."""
        detector = self.guardduty_backend.get_detector(self.path.split("/")[-1])
        before: list[dict[str, Any]] = list(detector.features)
        _switch(detector, self._get_param("features") or [])
        switched: list[dict[str, Any]] = list(detector.features)
        detector.features = before
        super().update_detector()
        detector.features = switched
        return "{}"

    def delete_detector(self) -> str:
        """Answer DeleteDetector; moto says nothing about one that there is not."""
        self.guardduty_backend.get_detector(self.path.split("/")[-1])
        return super().delete_detector()

    def get_detector(self) -> str:
        """Answer GetDetector: the older data sources follow from the features."""
        told = json.loads(super().get_detector())
        status = {feature["name"]: feature["status"] for feature in told["features"]}
        sources = {
            **{name: {"status": _ON} for name in ("cloudTrail", "dnsLogs", "flowLogs")},
            "s3Logs": {"status": status["S3_DATA_EVENTS"]},
            "kubernetes": {"auditLogs": {"status": status["EKS_AUDIT_LOGS"]}},
            "malwareProtection": {
                "scanEc2InstanceWithFindings": {"ebsVolumes": {"status": status["EBS_MALWARE_PROTECTION"]}}
            },
        }
        always = [{"name": name, "status": _ON} for name in _ALWAYS]
        return json.dumps({**told, "dataSources": sources, "features": [*always, *told["features"]]})

    def list_tags_for_resource(self) -> str:
        """Answer ListTagsForResource."""
        return json.dumps({"tags": self._tagged().tags})

    def tag_resource(self) -> str:
        """Answer TagResource."""
        self._tagged().tags.update(self._get_param("tags"))
        return "{}"

    def untag_resource(self) -> str:
        """Answer UntagResource."""
        tags = self._tagged().tags
        for key in self.querystring.get("tagKeys", []):
            tags.pop(key, None)
        return "{}"

    def _tagged(self) -> Detector:
        return self.guardduty_backend.get_detector(unquote(self.path).rpartition(":detector/")[2])


def install() -> None:
    """Answer requests about detectors from here."""
    url_paths.update(dict.fromkeys(url_paths, DetectorOperations.dispatch))
    url_paths["{0}/tags/(?P<arn>.+)$"] = DetectorOperations.dispatch


def _switch(detector: Detector, wanted: list[dict[str, Any]]) -> None:
    """Switch some features; of the two that watch the runtime one is enough."""
    features = {feature["name"]: feature for feature in detector.features}
    for feature in wanted:
        if feature["name"] not in features:
            raise BadRequest(f"the feature {feature['name']} is not one of a detector's.")
        features[feature["name"]] = {**features[feature["name"]], **feature}
    if all(features[name]["status"] == _ON for name in _RUNTIME):
        raise BadRequest("EKS_RUNTIME_MONITORING and RUNTIME_MONITORING exclude each other.")
    detector.features = list(features.values())
