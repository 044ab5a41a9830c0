"""Query logs of zones: Route 53 writes only where a policy of CloudWatch Logs lets it.

moto looks for the log group alone, under an ARN that ends with `:*`; AWS takes it without.
"""

import json
from fnmatch import fnmatchcase
from typing import Any, Final, cast

from moto.logs.models import logs_backends
from moto.route53.exceptions import Route53ClientError
from moto.route53.models import Route53Backend

_REGION: Final = "us-east-1"
_SERVICE: Final = "route53.amazonaws.com"
_WRITING: Final = ("logs:CreateLogStream", "logs:PutLogEvents")
_REFUSED: Final = (
    "InsufficientCloudWatchLogsResourcePolicy",
    (
        "The resource policy that you're using for Route 53 query logging doesn't grant Route 53 sufficient permission"
        " to create a log stream in the specified log group."
    ),
)
_create = Route53Backend.create_query_logging_config


def install() -> None:
    """Let moto ask for the policy before it makes a query log."""
    Route53Backend.create_query_logging_config = _created


def _created(self: Route53Backend, hosted_zone_id: str, log_group_arn: str) -> Any:
    group = log_group_arn.removesuffix(":*")
    zone = self.zones.get(hosted_zone_id)
    if zone is not None and not _may_write(self, group, hosted_zone_id):
        raise Route53ClientError(*_REFUSED)
    made = _create(self, hosted_zone_id, f"{group}:*")
    made.cloud_watch_logs_log_group_arn = log_group_arn
    return made


def _may_write(self: Route53Backend, group: str, zone: str) -> bool:
    asked = {
        "aws:sourceaccount": self.account_id,
        "aws:sourcearn": f"arn:aws:route53:::hostedzone/{zone}",
    }
    policies = logs_backends[self.account_id][_REGION].describe_resource_policies()
    statements = [each for policy in policies for each in _listed(json.loads(policy.policy_document)["Statement"])]
    return all(
        any(_allows(statement, action, f"{group}:log-stream:any", asked) for statement in statements)
        for action in _WRITING
    )


def _allows(statement: dict[str, Any], action: str, stream: str, asked: dict[str, str]) -> bool:
    principal: Any = statement["Principal"]
    return (
        statement["Effect"] == "Allow"
        and _SERVICE in _listed(principal.get("Service", None))
        and any(fnmatchcase(action, pattern) for pattern in _listed(statement["Action"]))
        and any(fnmatchcase(stream, pattern) for pattern in _listed(statement["Resource"]))
        and all(
            _holds(operator, values, asked.get(key.lower()))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator: str, values: Any, value: str | None) -> bool:
    if operator not in ("ArnEquals", "ArnLike", "StringEquals", "StringLike"):
        raise NotImplementedError(f"the condition {operator} in a policy of CloudWatch Logs")
    matches = str.__eq__ if operator == "StringEquals" else fnmatchcase
    return value is not None and any(matches(value, wanted) for wanted in _listed(values))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]
