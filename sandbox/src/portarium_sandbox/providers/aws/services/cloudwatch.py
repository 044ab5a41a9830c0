"""CloudWatch: alarms, log groups and who may write to them."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, take, told
from portarium_sandbox.providers.aws.tagging import Tagging

_ALARM_TAGS = Tagging({"ResourceARN": told("arn")})
_LOG_TAGS = Tagging(
    {"resourceArn": told("arn")},
    told_at="tags",
    tags="tags",
    keys="tagKeys",
    as_map=True,
)

_ALARM = (
    "actionsEnabled alarmActions alarmDescription comparisonOperator datapointsToAlarm"
    " evaluateLowSampleCountPercentiles evaluationPeriods extendedStatistic insufficientDataActions metricName"
    " namespace okActions period statistic threshold thresholdMetricId treatMissingData unit"
)
_ALARM_NAMES = {
    "okActions": "OKActions",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
}


def _dimensions(values: dict[str, str] | None) -> list[dict[str, str]] | None:
    return None if values is None else [{"Name": name, "Value": value} for name, value in values.items()]


def _queries(subject: Subject) -> list[dict[str, Any]] | None:
    queries = subject.api_value("metricQueries")
    for query in as_list(queries):
        metric = query.pop("Metric", None)
        if metric is not None:
            names = ("MetricName", "Namespace")
            query["MetricStat"] = {
                "Metric": {
                    **{name: metric.pop(name) for name in names if name in metric},
                    "Dimensions": _dimensions(metric.pop("Dimensions", {})),
                },
                **metric,
            }
    return queries


def _told_queries(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for query in as_list(alarm.get("Metrics")):
        statistic = query.get("MetricStat")
        found = {name: value for name, value in query.items() if name != "MetricStat"}
        if statistic:
            metric = {**statistic.pop("Metric"), **statistic}
            metric["Dimensions"] = _told_dimensions(metric)
            found["Metric"] = metric
        told.append(found)
    return told


def _told_dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {item["Name"]: item["Value"] for item in as_list(metric.get("Dimensions"))}


_PUT_ALARM = Call(
    "put_metric_alarm",
    {
        **take(
            _ALARM.replace("okActions", "").replace("evaluateLowSampleCountPercentiles", ""),
            AlarmName="name",
            OKActions="okActions",
            EvaluateLowSampleCountPercentile="evaluateLowSampleCountPercentiles",
        ),
        "Dimensions": lambda subject: _dimensions(subject.get("dimensions")),
        "Metrics": _queries,
        "Tags": _ALARM_TAGS.at_creation,
    },
)


def _log_group(subject: Subject) -> Any:
    pages = subject.client().get_paginator("describe_log_groups").paginate(logGroupNamePrefix=subject.identifier)
    groups = (group for page in pages for group in page["logGroups"])
    return next((group for group in groups if group["logGroupName"] == subject.identifier), None)


def _set_retention(subject: Subject) -> None:
    days = subject.get("retentionInDays")
    if days:
        subject.client().put_retention_policy(logGroupName=subject.identifier, retentionInDays=days)
    else:
        subject.client().delete_retention_policy(logGroupName=subject.identifier)


def _set_key(subject: Subject) -> None:
    key = subject.get("kmsKeyId")
    if key:
        subject.client().associate_kms_key(logGroupName=subject.identifier, kmsKeyId=key)
    else:
        subject.client().disassociate_kms_key(logGroupName=subject.identifier)


def _delete_log_group(subject: Subject) -> None:
    if not subject.get("skipDestroy"):
        subject.client().delete_log_group(logGroupName=subject.identifier)


_PUT_POLICY = Call("put_resource_policy", {"policyName": "policyName", "policyDocument": "policyDocument"})


def _resource_policy(subject: Subject) -> Any:
    policies = subject.client().describe_resource_policies()["resourcePolicies"]
    return next((policy for policy in policies if policy["policyName"] == subject.identifier), None)


def _transformations(subject: Subject) -> list[dict[str, Any]]:
    given: dict[str, Any] = subject.get("metricTransformation")
    named: dict[str, str] = {"name": "metricName", "namespace": "metricNamespace", "value": "metricValue"}
    # The provider says numbers as text, and CloudWatch takes them as numbers.
    made: dict[str, Any] = {named.get(key, key): value for key, value in given.items() if value not in (None, "")}
    return [{**made, "defaultValue": float(made["defaultValue"])} if "defaultValue" in made else made]


def _told_transformation(found: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = found["metricTransformations"][0]
    named: dict[str, str] = {"metricName": "name", "metricNamespace": "namespace", "metricValue": "value"}
    told = {named.get(key, key): value for key, value in made.items()}
    return {"unit": "None", **{key: str(value) if key == "defaultValue" else value for key, value in told.items()}}


def _metric_filter(subject: Subject) -> Any:
    filters = subject.client().describe_metric_filters(
        logGroupName=subject.get("logGroupName"), filterNamePrefix=subject.identifier
    )["metricFilters"]
    return next((found for found in filters if found["filterName"] == subject.identifier), None)


_PUT_FILTER = Call(
    "put_metric_filter",
    {
        "logGroupName": "logGroupName",
        "filterName": "name",
        "filterPattern": lambda s: s.get("pattern").strip(),
        "metricTransformations": _transformations,
    },
)

ROWS = (
    ResourceType(
        type="aws:cloudwatch/logMetricFilter:LogMetricFilter",
        service="logs",
        camel_case=True,
        create=_PUT_FILTER,
        identity=given("name"),
        read=(
            Fetch(
                _metric_filter,
                "logGroupName",
                {"name": "filterName", "pattern": "filterPattern", "metricTransformation": _told_transformation},
            ),
        ),
        changes=(Change("pattern metricTransformation", _PUT_FILTER, False),),
        delete=Call("delete_metric_filter", {"logGroupName": "logGroupName", "filterName": lambda s: s.identifier}),
        replace="name logGroupName",
        name=Name(maximum=512),
    ),
    ResourceType(
        type="aws:cloudwatch/metricAlarm:MetricAlarm",
        service="cloudwatch",
        create=_PUT_ALARM,
        identity=given("name"),
        read=(
            Fetch(
                Call("describe_alarms", {"AlarmNames": lambda s: [s.identifier]}, "MetricAlarms.0"),
                _ALARM,
                {
                    "name": "AlarmName",
                    "arn": "AlarmArn",
                    "dimensions": _told_dimensions,
                    "metricQueries": _told_queries,
                },
            ),
        ),
        changes=(Change(f"{_ALARM} dimensions metricQueries", _PUT_ALARM, False),),
        delete=Call("delete_alarms", {"AlarmNames": lambda s: [s.identifier]}),
        replace="name",
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        name=Name(),
        names=_ALARM_NAMES,
        tagging=_ALARM_TAGS,
    ),
    ResourceType(
        type="aws:cloudwatch/logGroup:LogGroup",
        service="logs",
        camel_case=True,
        create=Call(
            "create_log_group",
            {
                "logGroupName": "name",
                "kmsKeyId": "kmsKeyId",
                "logGroupClass": "logGroupClass",
                "tags": _LOG_TAGS.at_creation,
            },
        ),
        identity=given("name"),
        read=(
            Fetch(
                _log_group,
                "kmsKeyId retentionInDays logGroupClass",
                {"name": "logGroupName", "arn": lambda group: group["arn"].removesuffix(":*")},
            ),
        ),
        changes=(Change("retentionInDays", _set_retention), Change("kmsKeyId", _set_key, False)),
        delete=_delete_log_group,
        replace="name namePrefix logGroupClass",
        local="skipDestroy",
        defaults={"retentionInDays": 0, "skipDestroy": False},
        name=Name(maximum=512),
        tagging=_LOG_TAGS,
    ),
    ResourceType(
        type="aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        service="logs",
        camel_case=True,
        create=_PUT_POLICY,
        identity=given("policyName"),
        read=(Fetch(_resource_policy, "policyName policyDocument"),),
        changes=(Change("policyDocument", _PUT_POLICY, False),),
        delete=Call("delete_resource_policy", {"policyName": lambda s: s.identifier}),
        replace="policyName",
    ),
)
