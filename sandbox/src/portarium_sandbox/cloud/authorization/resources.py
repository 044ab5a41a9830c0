"""The resources that a call is about: their ARNs out of its parameters, by the formats of AWS's reference."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.iam.reference import kinds, reference

Found = list[tuple[str, str]]
"""Resources as their kind and their ARN."""

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_OF_ACCOUNT = {"Partition", "Region", "Account"}
_ANY = "*"
# What fills a placeholder of an ARN where no parameter has its name: the parameters, or the way to one inside another.
_PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "budgets": {"BudgetName": ("BudgetName", "Budget.BudgetName")},
    "cloudwatch": {"AlarmName": ("AlarmName", "AlarmNames")},
    "codebuild": {"ProjectName": ("projectName", "name", "names")},
    "eks": {"ClusterName": ("clusterName", "name")},
    "rds": {
        "DbInstanceName": ("DBInstanceIdentifier",),
        "OptionGroupName": ("OptionGroupName",),
        "ParameterGroupName": ("DBParameterGroupName",),
        "SnapshotName": ("DBSnapshotIdentifier",),
        "SubnetGroupName": ("DBSubnetGroupName",),
    },
    "route53": {"Id": ("HostedZoneId", "Id", "ResourceId")},
    "s3": {"BucketName": ("Bucket",), "ObjectName": ("Key",)},
    "sns": {"TopicName": ("Name",)},
    "sqs": {"QueueName": ("QueueName",)},
    "ssm": {"ParameterNameWithoutLeadingSlash": ("Name",)},
}
# Kinds whose ARN has the same placeholder as that of what the call is about.
_ONLY_FOR: Mapping[tuple[str, str], str] = {("route53", "change"): "GetChange"}
_TYPED = {("route53", "healthcheck"): "healthcheck", ("route53", "hostedzone"): "hostedzone"}


def resources_of(call: Call, action: str, account: str, finders: Mapping[str, "Finder"]) -> Found:
    """The resources of an action; where nothing is named, all of the kind that it needs."""
    touched = kinds(action)
    find = finders.get(call.prefix, by_format)
    found = [(kind, arn) for kind in touched for arn in find(call, action, kind, account)]
    if found:
        return found
    needed = next((kind for kind, entry in touched.items() if entry["required"]), None)
    if needed is None:
        return [("", _ANY)]
    return [(needed, arn_of(call, needed, account, {}))]


Finder = Callable[[Call, str, str, str], list[str]]


def by_format(call: Call, action: str, kind: str, account: str) -> list[str]:
    """By an ARN among the parameters, or by the names that its format asks for."""
    prefix = action.partition(":")[0]
    if given := [text for text in _top(call.parameters) if arn_pattern(prefix, kind).fullmatch(text)]:
        return given
    if _ONLY_FOR.get((prefix, kind), call.operation) != call.operation:
        return []
    asked = call.parameters.get("ResourceType")
    if (prefix, kind) in _TYPED and asked and _TYPED[prefix, kind] != asked:
        return []
    named: dict[str, list[str]] = {}
    for word in _PLACEHOLDER.findall(_format(prefix, kind)):
        if word not in _OF_ACCOUNT:
            values = _named(call.parameters, _PARAMETERS.get(prefix, {}).get(word, (word,)))
            if not values:
                return []
            named[word] = values
    if not named:
        # There is only one of it in an account.
        return [arn_of(call, kind, account, {}, prefix)]
    first, *_ = named
    return [
        arn_of(call, kind, account, {**{word: values[0] for word, values in named.items()}, first: value}, prefix)
        for value in named[first]
    ]


def arn_of(call: Call, kind: str, account: str, words: Mapping[str, str], prefix: str = "") -> str:
    """The ARN of a resource by what its format asks for; a part that nobody knows is matched by a wildcard alone."""
    known = {"Partition": state.PARTITION, "Region": call.region, "Account": account, **words}
    return _PLACEHOLDER.sub(lambda word: known.get(word[1], _ANY), _format(prefix or call.prefix, kind))


@cache
def arn_pattern(prefix: str, kind: str) -> re.Pattern[str]:
    """What the ARNs of a kind look like."""
    pieces = _PLACEHOLDER.split(_format(prefix, kind))
    words = (
        re.escape(piece) if index % 2 == 0 else "[^:/]*" if piece in _OF_ACCOUNT else "[^:]+"
        for index, piece in enumerate(pieces)
    )
    return re.compile("".join(words))


def _format(prefix: str, kind: str) -> str:
    return reference(prefix)["resources"][kind]["arn"]


def _named(parameters: Mapping[str, Any], ways: tuple[str, ...]) -> list[str]:
    lowered = {name.lower(): value for name, value in parameters.items()}
    for way in ways:
        value: Any = lowered.get(way.split(".")[0].lower())
        for step in way.split(".")[1:]:
            value = cast("dict[str, Any]", value).get(step) if isinstance(value, dict) else None
        if value:
            return [str(each).lstrip("/") for each in cast("list[Any]", value if isinstance(value, list) else [value])]
    return []


def _top(parameters: Mapping[str, Any]) -> Iterator[str]:
    for value in parameters.values():
        for each in cast("list[Any]", value) if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each
