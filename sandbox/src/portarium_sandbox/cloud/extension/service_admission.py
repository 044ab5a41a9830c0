"""Whether the policy of a resource lets an AWS service do something, under the conditions that the service meets."""

import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

Context = Mapping[str, str]

_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda found, wanted: found == wanted,
    "StringLike": fnmatchcase,
    "ArnEquals": fnmatchcase,
    "ArnLike": fnmatchcase,
    "Bool": lambda found, wanted: found == wanted,
}
_NEGATED = {"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "ArnNotEquals": "ArnEquals"}
_IF_EXISTS = "IfExists"


def admits_service(policy: str | bytes | None, service: str, action: str, resource: str, context: Context) -> bool:
    """Whether a statement allows it to the service and none denies it; what the context lacks, the request has not."""
    effects = {
        statement["Effect"]
        for statement in _listed(json.loads(policy or '{"Statement": []}')["Statement"])
        if _concerns(statement, service, action, resource) and _holds(statement.get("Condition", {}), context)
    }
    return effects == {"Allow"}


def _concerns(statement: dict[str, Any], service: str, action: str, resource: str) -> bool:
    principal: Any = statement.get("Principal")
    named = principal == "*" or (isinstance(principal, dict) and _named(cast("dict[str, Any]", principal), service))
    if not named or "NotAction" in statement or "NotResource" in statement:
        return False
    actions = [pattern.lower() for pattern in _listed(statement["Action"])]
    return any(fnmatchcase(action.lower(), pattern) for pattern in actions) and any(
        fnmatchcase(resource, pattern) for pattern in _listed(statement["Resource"])
    )


def _named(principal: dict[str, Any], service: str) -> bool:
    return service in _listed(principal.get("Service")) or "*" in _listed(principal.get("AWS"))


def _holds(conditions: dict[str, dict[str, Any]], context: Context) -> bool:
    found = {key.lower(): value for key, value in context.items()}
    return all(
        _compared(operator, found.get(key.lower()), _listed(values))
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _compared(operator: str, found: str | None, wanted: list[str]) -> bool:
    if operator == "Null":
        return wanted == ["true" if found is None else "false"]
    bare = operator.removesuffix(_IF_EXISTS)
    positive = _NEGATED.get(bare, bare)
    if positive not in _COMPARISONS:
        raise NotImplementedError(f"the condition operator {operator} in the policy of a resource")
    if found is None:
        return operator != bare or bare in _NEGATED
    return any(_COMPARISONS[positive](found, each) for each in wanted) is (bare not in _NEGATED)


def _listed(value: Any) -> list[Any]:
    """What a policy gives alone or in a list, as a list."""
    if value is None:
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]
