"""IAM policy documents, as rules read them."""

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from policies.resource import Properties

Statement = dict[str, Any]

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
"""The type of the resource that holds a bucket's policy."""


def statements(properties: Properties, name: str, effect: str) -> Iterator[Statement]:
    """Yield a document's statements with one effect; none where the property is absent."""
    text: Any = properties.get(name)
    if not text:
        return
    document: Any = json.loads(text) if isinstance(text, str) else text
    for statement in cast("list[Statement]", values_of(document.get("Statement"))):
        if statement.get("Effect") == effect:
            yield statement


def values_of(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    if value is None:
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(cast("Sequence[Any]", value))
    return [value]


def covers(statement: Statement, action: str) -> bool:
    """Say whether a statement is about an action, by name or by a pattern."""
    if "NotAction" in statement:
        return not any(_matches(action, pattern) for pattern in values_of(statement["NotAction"]))
    return any(_matches(action, pattern) for pattern in values_of(statement.get("Action")))


def is_about_everyone(statement: Statement) -> bool:
    """Say whether a statement holds for every principal."""
    principal: Any = statement.get("Principal")
    if isinstance(principal, dict):
        return "*" in values_of(cast("dict[str, Any]", principal).get("AWS"))
    return principal == "*"


def _matches(action: str, pattern: Any) -> bool:
    return fnmatchcase(action.lower(), str(pattern).lower())
