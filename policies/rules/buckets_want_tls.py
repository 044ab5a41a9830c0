"""Nothing travels to or from a bucket in clear."""

from collections.abc import Iterator
from typing import Any

from policies.access_document import Statement, covers, is_about_everyone, statements
from policies.resource import Resource, Stack
from policies.rule import StackRule

_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
_KEY = "aws:SecureTransport"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    policies = list(stack.referring(_POLICY, "bucket", resource))
    if not any(
        _refuses_clear_text(denial) for policy in policies for denial in statements(policy.properties, "policy", "Deny")
    ):
        yield f"takes requests without TLS; deny s3:* to everybody where {_KEY} is false, in its BucketPolicy"


def _refuses_clear_text(statement: Statement) -> bool:
    condition: dict[str, Any] = (statement.get("Condition") or {}).get("Bool") or {}
    clear = str(condition.get(_KEY)).lower() == "false"
    return (
        clear
        and is_about_everyone(statement)
        and covers(statement, "s3:GetObject")
        and covers(statement, "s3:PutObject")
    )


RULE = StackRule(
    name="buckets-want-tls",
    description="Every bucket's policy denies requests without TLS.",
    types=frozenset({"aws:s3/bucket:Bucket"}),
    check=_check,
)
