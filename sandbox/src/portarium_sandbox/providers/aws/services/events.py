"""EventBridge: rules of a bus and who is told by them. A target's id is the rule's name and its own."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list, as_map, at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, identifier, take, told
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.properties import Properties

_TAGS = Tagging({"ResourceARN": told("arn")}, read="list_tags_for_resource")
_DEFAULT_BUS = "default"
_RULE = "description eventPattern roleArn scheduleExpression state"


def _without(subject: Subject, call: Call) -> Any:
    """EventBridge's word for a rule that there is not."""
    try:
        return call(subject)
    except Exception as error:
        if "does not exist" not in str(error):
            raise
        return None


def _rule(subject: Subject) -> Any:
    return _without(subject, Call("describe_rule", {"Name": identifier, "EventBusName": "eventBusName"}))


_PUT_RULE = Call("put_rule", take(f"name eventBusName {_RULE}", Tags=_TAGS.at_creation))
_CHANGE_RULE = Call("put_rule", take(f"name eventBusName {_RULE}"))


# -- Targets


def _transformer(subject: Subject) -> dict[str, Any] | None:
    wanted = as_map(subject.get("inputTransformer"))
    if not wanted:
        return None
    return {"InputPathsMap": as_map(wanted.get("inputPaths")), "InputTemplate": wanted["inputTemplate"]}


def _told_transformer(target: Any) -> Properties | None:
    found: Any = at_path(target, "InputTransformer")
    return {"inputPaths": found["InputPathsMap"], "inputTemplate": found["InputTemplate"]} if found else None


def _put_target(subject: Subject) -> None:
    parts = {
        "Id": subject.get("targetId"),
        "Arn": subject.get("arn"),
        "Input": subject.get("input"),
        "InputPath": subject.get("inputPath"),
        "InputTransformer": _transformer(subject),
        "RoleArn": subject.get("roleArn"),
    }
    answer = subject.client().put_targets(
        Rule=subject.get("rule"),
        EventBusName=subject.get("eventBusName") or _DEFAULT_BUS,
        Targets=[{name: value for name, value in parts.items() if value is not None}],
    )
    if answer["FailedEntryCount"]:
        raise ValueError(answer["FailedEntries"][0]["ErrorMessage"])


def _target(subject: Subject) -> Any:
    rule, target_id = subject.known("rule"), subject.known("targetId")
    bus = subject.known("eventBusName") or _DEFAULT_BUS
    found = _without(subject, Call("list_targets_by_rule", {"Rule": lambda _: rule, "EventBusName": lambda _: bus}))
    targets = [target for target in as_list(at_path(found, "Targets")) if target["Id"] == target_id]
    return {**targets[0], "Rule": rule, "EventBusName": bus} if targets else None


def _remove_target(subject: Subject) -> None:
    subject.client().remove_targets(
        Rule=subject.known("rule"),
        EventBusName=subject.known("eventBusName") or _DEFAULT_BUS,
        Ids=[subject.known("targetId")],
    )


ROWS = (
    ResourceType(
        type="aws:cloudwatch/eventRule:EventRule",
        service="events",
        create=_PUT_RULE,
        identity=given("name"),
        read=(Fetch(_rule, f"name eventBusName arn {_RULE}"),),
        changes=(Change(_RULE, _CHANGE_RULE, False),),
        delete=Call("delete_rule", {"Name": identifier, "EventBusName": "eventBusName"}),
        replace="name namePrefix eventBusName",
        local="forceDestroy",
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False, "state": "ENABLED"},
        name=Name(maximum=64),
        tagging=_TAGS,
    ),
    ResourceType(
        type="aws:cloudwatch/eventTarget:EventTarget",
        service="events",
        create=_put_target,
        identity=lambda subject, _answer: f"{subject.get('rule')}-{subject.get('targetId')}",
        read=(
            Fetch(
                _target,
                "arn input inputPath roleArn rule eventBusName",
                {"targetId": "Id"},
                shaped={"inputTransformer": _told_transformer},
            ),
        ),
        changes=(Change("arn input inputPath inputTransformer roleArn", _put_target, False),),
        delete=_remove_target,
        replace="rule targetId eventBusName",
        local="forceDestroy",
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False},
        name=Name(property="targetId", maximum=64),
    ),
)
