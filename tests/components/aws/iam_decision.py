"""A double of IAM's decision, for the part of the policy language that our policies use.

It decides as AWS documents it (a denial wins, a boundary limits) and refuses what it does not know; that AWS
itself decides the same way is AWS's guarantee.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

Context = Mapping[str, str]


def allows(
    policies: Sequence[dict[str, Any]],
    action: str,
    resource: str = "*",
    *,
    context: Context | None = None,
    boundary: dict[str, Any] | None = None,
) -> bool:
    """Whether an identity with these policies, under this boundary, may do `action` to `resource`."""
    request = (action, resource, context or {})
    limits = [*policies, boundary] if boundary else policies
    if any(_applies(statement, "Deny", *request) for statement in _statements(limits)):
        return False
    allowed = any(_applies(statement, "Allow", *request) for statement in _statements(policies))
    inside = boundary is None or any(_applies(statement, "Allow", *request) for statement in _statements([boundary]))
    return allowed and inside


def admits(
    policy: dict[str, Any], action: str, context: Context, *, principal: object = "*", resource: str = "*"
) -> bool:
    """Whether the policy of a role (its trust) or of an endpoint lets this principal in."""
    return any(
        statement["Principal"] == principal
        and _applies({"Resource": "*", **statement}, "Allow", action, resource, context)
        for statement in _statements([policy])
    )


def _statements(policies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [statement for policy in policies for statement in policy["Statement"]]


def _applies(statement: dict[str, Any], effect: str, action: str, resource: str, context: Context) -> bool:
    return (
        statement["Effect"] == effect
        and any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _listed(statement["Action"]))
        and any(fnmatchcase(resource, pattern) for pattern in _listed(statement["Resource"]))
        and all(
            _condition_holds(operator, key, _listed(values), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _condition_holds(operator: str, key: str, values: list[str], context: Context) -> bool:
    value = context.get(key)
    if operator == "Null":
        return values == ["true" if value is None else "false"]
    if operator in ("StringNotEquals", "ArnNotEquals"):
        return value not in values
    if value is None:
        return False
    if operator in ("StringEquals", "ForAnyValue:StringEquals", "Bool", "ArnEquals"):
        return value in values
    if operator == "ArnLike":
        return any(fnmatchcase(value, pattern) for pattern in values)
    if operator == "NumericLessThan":
        return any(float(value) < float(limit) for limit in values)
    raise AssertionError(f"the double of IAM does not know the condition operator {operator}: teach it")


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else cast("list[str]", value)
