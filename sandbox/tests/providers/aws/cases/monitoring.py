"""CloudWatch and budgets."""

import json

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World


def _higher(world: World, made: Made) -> Properties:
    client = world.api("cloudwatch")
    alarm = client.describe_alarms(AlarmNames=[made.identifier])["MetricAlarms"][0]
    names = ("AlarmName", "ComparisonOperator", "EvaluationPeriods", "MetricName", "Namespace", "Period", "Statistic")
    same = {name: alarm[name] for name in (*names, "Dimensions", "ActionsEnabled", "TreatMissingData")}
    client.put_metric_alarm(**same, Threshold=99)
    return {"threshold": 99}


def _shorter(world: World, made: Made) -> Properties:
    world.api("logs").put_retention_policy(logGroupName=made.identifier, retentionInDays=1)
    return {"retentionInDays": 1}


def _writing(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "logs:PutLogEvents",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _others_write(world: World, made: Made) -> Properties:
    world.api("logs").put_resource_policy(policyName=made.identifier, policyDocument=_writing("events"))
    return {"policyDocument": _writing("events")}


def _group(world: World) -> str:
    return world.make("aws:cloudwatch/logGroup:LogGroup").identifier


def _counts_twice(world: World, made: Made) -> Properties:
    transformation = {"metricName": "Patches", "metricNamespace": "portarium", "metricValue": "2", "unit": "Count"}
    world.api("logs").put_metric_filter(
        logGroupName=made.outputs["logGroupName"],
        filterName=made.identifier,
        filterPattern=made.outputs["pattern"],
        metricTransformations=[transformation],
    )
    return {"metricTransformation": {"name": "Patches", "namespace": "portarium", "value": "2", "unit": "Count"}}


def _cheaper(world: World, made: Made) -> Properties:
    account, _, name = made.identifier.partition(":")
    budget = world.api("budgets").describe_budget(AccountId=account, BudgetName=name)["Budget"]
    budget["BudgetLimit"]["Amount"] = "10"
    new = {key: budget[key] for key in ("BudgetName", "BudgetLimit", "BudgetType", "TimeUnit")}
    world.api("budgets").update_budget(AccountId=account, NewBudget=new)
    return {"limitAmount": "10"}


def _notification(threshold: float) -> Properties:
    return {
        "comparisonOperator": "GREATER_THAN",
        "notificationType": "ACTUAL",
        "threshold": threshold,
        "thresholdType": "PERCENTAGE",
        "subscriberEmailAddresses": ["platform@example.com"],
    }


CASES = [
    Case(
        token="aws:cloudwatch/metricAlarm:MetricAlarm",
        inputs=lambda _: {
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 3,
            "metricName": "CPUUtilization",
            "namespace": "AWS/RDS",
            "period": 300,
            "statistic": "Average",
            "threshold": 80.5,
            "dimensions": {"DBInstanceIdentifier": "portarium"},
            "treatMissingData": "breaching",
        },
        change={"threshold": 90, "alarmDescription": "busy", "tags": {"team": "data"}},
        replacement={"name": "another"},
        drift=_higher,
        wrong_type={"threshold": "80"},
    ),
    Case(
        token="aws:cloudwatch/logGroup:LogGroup",
        inputs=lambda _: {"retentionInDays": 30, "tags": {"team": "platform"}},
        change={"retentionInDays": 90, "tags": {"team": "data"}},
        replacement={"name": "another"},
        drift=_shorter,
        wrong_type={"retentionInDays": "30"},
    ),
    Case(
        token="aws:cloudwatch/logMetricFilter:LogMetricFilter",
        inputs=lambda world: {
            "logGroupName": _group(world),
            "pattern": '{ $.verb = "patch" }',
            "metricTransformation": {"name": "Patches", "namespace": "portarium", "value": "1", "unit": "Count"},
        },
        change={"pattern": '{ $.verb = "delete" }'},
        replacement={"name": "another"},
        drift=_counts_twice,
        wrong_type={"pattern": 1},
    ),
    Case(
        token="aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        inputs=lambda _: {"policyName": "writing", "policyDocument": _writing("route53")},
        change={"policyDocument": _writing("es")},
        replacement={"policyName": "another"},
        drift=_others_write,
        wrong_type={"policyName": 1},
    ),
    Case(
        token="aws:budgets/budget:Budget",
        inputs=lambda _: {
            "budgetType": "COST",
            "timeUnit": "MONTHLY",
            "limitAmount": "1000",
            "limitUnit": "USD",
            "notifications": [_notification(80)],
            "tags": {"team": "platform"},
        },
        change={"limitAmount": "2000", "notifications": [_notification(80), _notification(100)]},
        replacement={"name": "another"},
        drift=_cheaper,
        wrong_type={"notifications": [{**_notification(80), "threshold": "80"}]},
    ),
]
