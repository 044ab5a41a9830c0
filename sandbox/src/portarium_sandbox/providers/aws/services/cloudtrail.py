"""CloudTrail: trails. A trail's id is its ARN."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import Properties


class TrailTagging(Tagging):
    """CloudTrail tells the tags of several trails at once."""

    def fetch(self, subject: Subject) -> dict[str, str]:
        """The tags that the trail has now."""
        answer = subject.client().list_tags(ResourceIdList=[subject.identifier])
        return self.decode(at_path(answer, "ResourceTagList.0.TagsList"))


_TAGS = TrailTagging(
    {"ResourceId": identifier},
    add="add_tags",
    remove="remove_tags",
    tags="TagsList",
    keys="TagsList",
    keys_as_tags=True,
)
_BY_ITSELF = [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": list[str]()}]
"""What a trail records without selectors of the program's own."""
_SETTINGS = "includeGlobalServiceEvents isMultiRegionTrail s3BucketName s3KeyPrefix kmsKeyId enableLogFileValidation"


def _changed(name: str) -> Callable[[Subject], Any]:
    """A setting, if it has changed; what the program no longer gives is taken away by an empty text."""

    def value(subject: Subject) -> Any:
        wanted = subject.get(name)
        if wanted == subject.old_inputs.get(name):
            return None
        return "" if wanted is None else wanted

    return value


def _set_logging(subject: Subject) -> None:
    verb = "start" if subject.get("enableLogging") else "stop"
    getattr(subject.client(), f"{verb}_logging")(Name=subject.identifier)


def _select(subject: Subject) -> None:
    advanced = subject.api_value("advancedEventSelectors")
    if advanced:
        subject.client().put_event_selectors(TrailName=subject.identifier, AdvancedEventSelectors=advanced)
    elif subject.old_inputs.get("advancedEventSelectors"):
        subject.client().put_event_selectors(TrailName=subject.identifier, EventSelectors=_BY_ITSELF)


def _trail(subject: Subject) -> Any:
    found = subject.client().describe_trails(trailNameList=[subject.identifier])["trailList"]
    return found[0] if found else None


def _selected(subject: Subject) -> Any:
    return subject.client().get_event_selectors(TrailName=subject.identifier)


def _check(inputs: Properties) -> None:
    for selector in as_list(inputs.get("advancedEventSelectors")):
        if at_path(selector, "fieldSelectors") == []:
            raise InputError(("advancedEventSelectors", "each of them needs at least one of fieldSelectors"))
    if inputs.get("isOrganizationTrail"):
        raise InputError(("isOrganizationTrail", "the sandbox's aws double does nothing but false yet"))


ROWS = (
    ResourceType(
        type="aws:cloudtrail/trail:Trail",
        service="cloudtrail",
        create=Call("create_trail", take(f"name {_SETTINGS}", TagsList=_TAGS.at_creation)),
        identity="TrailARN",
        read=(
            Fetch(
                _trail,
                "name homeRegion includeGlobalServiceEvents isMultiRegionTrail s3BucketName s3KeyPrefix kmsKeyId",
                {
                    "arn": "TrailARN",
                    "enableLogFileValidation": "LogFileValidationEnabled",
                    "snsTopicArn": lambda trail: trail.get("SnsTopicARN", ""),
                    "isOrganizationTrail": "IsOrganizationTrail",
                },
            ),
            Fetch(Call("get_trail_status", {"Name": identifier}), "", {"enableLogging": "IsLogging"}),
            Fetch(_selected, "advancedEventSelectors"),
        ),
        changes=(
            Change(
                _SETTINGS,
                Call(
                    "update_trail",
                    {
                        "Name": identifier,
                        **{name[:1].upper() + name[1:]: _changed(name) for name in _SETTINGS.split()},
                    },
                ),
                False,
            ),
            Change("enableLogging", _set_logging),
            Change("advancedEventSelectors", _select),
        ),
        delete=Call("delete_trail", {"Name": identifier}),
        replace="name",
        local="isOrganizationTrail",
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
        names={
            "startsWiths": "StartsWith",
            "endsWiths": "EndsWith",
            "notStartsWiths": "NotStartsWith",
            "notEndsWiths": "NotEndsWith",
        },
        name=Name(maximum=128),
        tagging=_TAGS,
        find=lambda subject: subject.arn("cloudtrail", f"trail/{subject.get('name')}"),
        validate=_check,
    ),
)
