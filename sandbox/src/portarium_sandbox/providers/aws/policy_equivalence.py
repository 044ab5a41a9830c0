"""Whether two IAM documents are the same to AWS's provider.

It compares every policy by its structure: in whatever order statements and the values of a set stand, a value alone as
a list of one, and an account's number as the ARN of its root. Everyone as `*` and as `{"AWS": "*"}` are two principals
to it, though not to IAM.
"""

import json
import re
from typing import Any

from portarium_sandbox.providers.properties import is_array, is_object

_SETS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ROOT = re.compile(r"arn:[^:]+:iam::(\d{12}):root")


def is_policy(document: Any) -> bool:
    """Whether a document is one of IAM: it alone has statements."""
    return is_object(document) and "Statement" in document


def are_equivalent(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether two policies have the same statements, each as often."""
    return _canonical(left) == _canonical(right)


def _canonical(policy: dict[str, Any]) -> dict[str, Any]:
    statements = [_statement(statement) for statement in _listed(policy["Statement"])]
    return {**policy, "Statement": sorted(statements, key=lambda statement: json.dumps(statement, sort_keys=True))}


def _statement(statement: Any) -> Any:
    if not is_object(statement):
        return statement
    canonical = {**statement, "Effect": str(statement.get("Effect")).lower()}
    for name in _SETS:
        if name in statement:
            canonical[name] = _values(statement[name])
    for name in _PRINCIPALS:
        if is_object(statement.get(name)):
            canonical[name] = {kind: _principals(some) for kind, some in statement[name].items()}
    if is_object(statement.get("Condition")):
        canonical["Condition"] = {
            operator: {key: _values(values) for key, values in keys.items()}
            for operator, keys in statement["Condition"].items()
        }
    return canonical


def _principals(some: Any) -> list[str]:
    return sorted(_ROOT.sub(r"\1", principal) for principal in _values(some))


def _values(some: Any) -> list[str]:
    """A set of values, in one order; IAM keeps numbers and truths as text."""
    return sorted(value if isinstance(value, str) else json.dumps(value) for value in _listed(some))


def _listed(some: Any) -> list[Any]:
    return some if is_array(some) else [some]
