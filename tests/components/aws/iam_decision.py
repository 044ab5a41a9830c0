"""A double of IAM's decision, for the part of the policy language that our policies use.

It decides as AWS documents it (a denial wins, a boundary limits) and refuses what it does not know; that AWS
itself decides the same way is AWS's guarantee.
"""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, cast

Context = Mapping[str, str | Sequence[str]]

_NEGATED = "Not"
_IF_EXISTS = "IfExists"
_ANY, _ALL = "ForAnyValue:", "ForAllValues:"


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
    if denies([*policies, boundary] if boundary else policies, *request):
        return False
    allowed = any(_applies(statement, "Allow", *request) for statement in _statements(policies))
    inside = boundary is None or any(_applies(statement, "Allow", *request) for statement in _statements([boundary]))
    return allowed and inside


def denies(policies: Sequence[dict[str, Any]], action: str, resource: str, context: Context) -> bool:
    """Whether one of the policies denies it, which no other can make good."""
    return any(_applies(statement, "Deny", action, resource, context) for statement in _statements(policies))


def mentions(policies: Sequence[dict[str, Any]], action: str) -> bool:
    """Whether one of the policies allows it at all, to something and under some condition."""
    return any(statement["Effect"] == "Allow" and _is_named(statement, action) for statement in _statements(policies))


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
    return [statement for policy in policies for statement in listed(policy["Statement"])]


def _applies(statement: dict[str, Any], effect: str, action: str, resource: str, context: Context) -> bool:
    if "NotAction" in statement or "NotResource" in statement:
        raise AssertionError("the double of IAM knows neither NotAction nor NotResource: teach it")
    return (
        statement["Effect"] == effect
        and _is_named(statement, action)
        and any(_matches(resource, pattern) for pattern in listed(statement["Resource"]))
        and all(
            _condition_holds(operator, key, listed(values), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _is_named(statement: dict[str, Any], action: str) -> bool:
    return any(_matches(action.lower(), pattern.lower()) for pattern in listed(statement["Action"]))


@cache
def _matches(value: str, pattern: str) -> bool:
    return fnmatchcase(value, pattern)


def _condition_holds(operator: str, key: str, values: list[str], context: Context) -> bool:
    found = context.get(key)
    if operator == "Null":
        return values == ["true" if found is None else "false"]
    several, operator = _quantifier(operator)
    bare = operator.removesuffix(_IF_EXISTS)
    if found is None:
        # A missing key is equal to nothing, and so is unequal to everything.
        return operator.endswith(_IF_EXISTS) or several == _ALL or (_NEGATED in bare and several != _ANY)
    holds = _comparison(bare)
    results = [holds(value, values) for value in listed(found)]
    return any(results) if several == _ANY else all(results)


def _quantifier(operator: str) -> tuple[str, str]:
    for several in (_ANY, _ALL):
        if operator.startswith(several):
            return several, operator.removeprefix(several)
    return "", operator


def _comparison(operator: str) -> Callable[[str, list[str]], bool]:
    comparisons: Mapping[str, Callable[[str, list[str]], bool]] = {
        "StringEquals": lambda value, values: value in values,
        "StringNotEquals": lambda value, values: value not in values,
        "StringLike": lambda value, values: any(_matches(value, pattern) for pattern in values),
        "StringNotLike": lambda value, values: not any(_matches(value, pattern) for pattern in values),
        "ArnEquals": lambda value, values: any(_matches(value, pattern) for pattern in values),
        "ArnNotEquals": lambda value, values: not any(_matches(value, pattern) for pattern in values),
        "ArnLike": lambda value, values: any(_matches(value, pattern) for pattern in values),
        "Bool": lambda value, values: value in values,
        "NumericLessThan": lambda value, values: any(float(value) < float(limit) for limit in values),
    }
    if operator not in comparisons:
        raise AssertionError(f"the double of IAM does not know the condition operator {operator}: teach it")
    return comparisons[operator]


def listed(value: object) -> list[Any]:
    """What a policy gives alone or in a list, as a list."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]
