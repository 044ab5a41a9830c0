"""IAM's decision on documents: a denial wins, a boundary limits, and what is not known is refused.

It decides as AWS documents it; that AWS itself decides the same way is AWS's guarantee.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from portarium_sandbox.iam.condition import Known, holds, listed, literal, matches

Document = dict[str, Any]
Context = Mapping[str, str | Sequence[str]]
"""What is known of a request, by condition key, where all of it is known beforehand."""

Outcome = Literal["Allow", "Deny", ""]
"""What policies say of a request: yes, no, or nothing at all."""

_VARIABLE = re.compile(r"\$\{(?P<key>[^},]+)(?:,\s*'(?P<default>[^']*)')?\}")
# How a policy writes the three characters that mean something in it.
_PLAIN = {"*", "?", "$"}
_NOTHING: Known = {}


def outcome(
    policies: Sequence[Document],
    action: str,
    resource: str,
    context: Known,
    *,
    names: Callable[[Document], bool] | None = None,
) -> Outcome:
    """What the policies say together; `names` tells whether a statement of a resource's policy is about the asker."""
    found: Outcome = ""
    for policy in policies:
        for statement in statements(policy):
            if names is not None and not names(statement):
                continue
            if (found != "Allow" or statement["Effect"] == "Deny") and applies(statement, action, resource, context):
                if statement["Effect"] == "Deny":
                    return "Deny"
                found = "Allow"
    return found


def allows(
    policies: Sequence[Document],
    action: str,
    resource: str = "*",
    *,
    context: Known | None = None,
    boundary: Document | None = None,
) -> bool:
    """Whether an identity with these policies, under this boundary, may do `action` to `resource`."""
    asked = (action, resource, _NOTHING if context is None else context)
    return outcome(policies, *asked) == "Allow" and (boundary is None or outcome([boundary], *asked) == "Allow")


def denies(policies: Sequence[Document], action: str, resource: str, context: Known) -> bool:
    """Whether one of the policies denies it, which no other can make good."""
    return outcome(policies, action, resource, context) == "Deny"


def mentions(policies: Sequence[Document], action: str) -> bool:
    """Whether one of the policies allows it at all, to something and under some condition."""
    return any(
        statement["Effect"] == "Allow" and _is_named(statement, action)
        for policy in policies
        for statement in statements(policy)
    )


def admits(policy: Document, action: str, context: Known, *, principal: object = "*", resource: str = "*") -> bool:
    """Whether the policy of a role (its trust) or of an endpoint lets this principal in."""
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == principal
        and applies(statement, action, resource, context)
        for statement in statements(policy)
    )


def statements(policy: Document) -> list[Document]:
    """The statements of a policy."""
    return listed(policy.get("Statement", []))


def applies(statement: Document, action: str, resource: str, context: Known) -> bool:
    """Whether a statement is about this action on this resource, and its conditions hold."""
    return (
        _is_named(statement, action)
        and _is_touched(statement, resource, context)
        and all(
            holds(operator, key, [_filled(value, context) for value in listed(values)], context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _is_named(statement: Document, action: str) -> bool:
    if "NotAction" in statement:
        return not _is_one_of(action, tuple(listed(statement["NotAction"])))
    return _is_one_of(action, tuple(listed(statement["Action"])))


# The same few statements are asked about the same actions for one resource after the other.
@lru_cache(maxsize=1 << 16)
def _is_one_of(action: str, patterns: tuple[str, ...]) -> bool:
    asked = action.lower()
    return any(matches(asked, pattern.lower()) for pattern in patterns)


def _is_touched(statement: Document, resource: str, context: Known) -> bool:
    if "NotResource" in statement:
        return not any(matches(resource, _filled(each, context)) for each in listed(statement["NotResource"]))
    # The trust of a role names no resource: it is the role.
    return any(matches(resource, _filled(each, context)) for each in listed(statement.get("Resource", "*")))


def _filled(value: Any, context: Known) -> Any:
    """A value with what the request has in the place of its variables; one that is missing matches nothing."""
    if not isinstance(value, str) or "${" not in value:
        return value

    def fill(found: re.Match[str]) -> str:
        key = found["key"].strip()
        if key in _PLAIN:
            return literal(key)
        known = context.get(key)
        if known is None:
            return literal(found["default"] or "\0")
        if not isinstance(known, str):
            raise NotImplementedError(f"the double of IAM does not fill in {key}, which has several values: teach it")
        return literal(known)

    return _VARIABLE.sub(fill, value)
