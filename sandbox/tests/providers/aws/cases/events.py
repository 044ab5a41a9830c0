"""EventBridge."""

import json

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World

_RULE = "aws:cloudwatch/eventRule:EventRule"


def _pattern(source: str) -> str:
    return json.dumps({"source": [source]})


def _switched_off(world: World, made: Made) -> Properties:
    world.api("events").disable_rule(Name=made.identifier)
    return {"state": "DISABLED"}


def _target(world: World) -> Properties:
    topic = world.make("aws:sns/topic:Topic")
    rule = world.make(_RULE, eventPattern=_pattern("aws.guardduty"))
    return {
        "rule": rule["name"],
        "targetId": "mail",
        "arn": topic["arn"],
        "inputTransformer": {"inputPaths": {"title": "$.detail.title"}, "inputTemplate": '"<title>"'},
    }


def _retold(world: World, made: Made) -> Properties:
    transformer = {"InputPathsMap": {"title": "$.detail.type"}, "InputTemplate": '"a <title>"'}
    target = {"Id": "mail", "Arn": made["arn"], "InputTransformer": transformer}
    world.api("events").put_targets(Rule=made["rule"], Targets=[target])
    return {"inputTransformer": {"inputPaths": {"title": "$.detail.type"}, "inputTemplate": '"a <title>"'}}


CASES = [
    Case(
        token=_RULE,
        inputs=lambda _: {"eventPattern": _pattern("aws.securityhub"), "tags": {"team": "platform"}},
        change={"eventPattern": _pattern("aws.guardduty"), "description": "findings", "tags": {}},
        replacement={"name": "another"},
        drift=_switched_off,
        wrong_type={"eventPattern": 1},
    ),
    Case(
        token="aws:cloudwatch/eventTarget:EventTarget",
        inputs=_target,
        change={"inputTransformer": {"inputPaths": {"kind": "$.detail.type"}, "inputTemplate": '"<kind>"'}},
        replacement={"targetId": "another"},
        drift=_retold,
        wrong_type={"arn": 1},
    ),
]
