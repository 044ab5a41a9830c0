"""GuardDuty: the detector of a region, and its features, each a resource of its own that is forgotten, not undone."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.properties import Properties

_NOT_THERE = "detectorId is not owned by the current account"


def _arn(subject: Subject) -> str:
    return subject.arn("guardduty", f"detector/{subject.identifier}")


_TAGS = Tagging({"ResourceArn": _arn}, as_map=True)


def _if_owned(subject: Subject, call: Call) -> Any:
    """GuardDuty's word for a detector that there is not."""
    try:
        return call(subject)
    except Exception as error:
        if _NOT_THERE not in str(error):
            raise
        return None


def _detector(subject: Subject) -> Any:
    return _if_owned(subject, Call("get_detector", {"DetectorId": identifier}))


def _delete(subject: Subject) -> None:
    _if_owned(subject, Call("delete_detector", {"DetectorId": identifier}))


def _is_on(told: Any, path: str) -> bool:
    return at_path(told, f"{path}.Status") == "ENABLED"


def _sources(detector: Any) -> Properties:
    told = detector["DataSources"]
    volumes = "MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes"
    return {
        "s3Logs": {"enable": _is_on(told, "S3Logs")},
        "kubernetes": {"auditLogs": {"enable": _is_on(told, "Kubernetes.AuditLogs")}},
        "malwareProtection": {"scanEc2InstanceWithFindings": {"ebsVolumes": {"enable": _is_on(told, volumes)}}},
    }


def _find(subject: Subject) -> str | None:
    found = subject.client().list_detectors()["DetectorIds"]
    return found[0] if found else None


# -- Features: detector/name


def _which(subject: Subject) -> tuple[str, str]:
    detector, _, name = subject.identifier.partition("/")
    return detector, name


def _switch(subject: Subject) -> None:
    feature: dict[str, Any] = {"Name": subject.get("name"), "Status": subject.get("status")}
    if subject.get("additionalConfigurations"):
        feature["AdditionalConfiguration"] = subject.api_value("additionalConfigurations")
    subject.client().update_detector(DetectorId=subject.get("detectorId"), Features=[feature])


def _feature(subject: Subject) -> Any:
    detector, name = _which(subject)
    told = _if_owned(subject, Call("get_detector", {"DetectorId": lambda _: detector}))
    found = [feature for feature in as_list(at_path(told, "Features")) if feature["Name"] == name]
    return {**found[0], "DetectorId": detector} if found else None


ROWS = (
    ResourceType(
        type="aws:guardduty/detector:Detector",
        service="guardduty",
        create=Call("create_detector", take("enable findingPublishingFrequency", Tags=_TAGS.at_creation)),
        identity="DetectorId",
        read=(
            Fetch(
                _detector,
                "findingPublishingFrequency",
                {"enable": lambda detector: detector["Status"] == "ENABLED"},
                shaped={"datasources": _sources},
                tags="Tags",
            ),
        ),
        changes=(
            Change(
                "enable findingPublishingFrequency",
                Call("update_detector", take("enable findingPublishingFrequency", DetectorId=identifier)),
                False,
            ),
        ),
        delete=_delete,
        defaults={"enable": True},
        computed={"arn": _arn, "accountId": lambda subject: subject.aws.account},
        tagging=_TAGS,
        find=_find,
    ),
    ResourceType(
        type="aws:guardduty/detectorFeature:DetectorFeature",
        service="guardduty",
        create=_switch,
        identity=lambda subject, _answer: f"{subject.get('detectorId')}/{subject.get('name')}",
        read=(Fetch(_feature, "detectorId name status", {"additionalConfigurations": "AdditionalConfiguration"}),),
        changes=(Change("status additionalConfigurations", _switch, False),),
        delete=None,
        replace="detectorId name",
    ),
)
