"""Nothing travels to or from a bucket in clear."""

from collections.abc import Iterator

from policies.access_document import BUCKET_POLICY, Statement, covers, is_about_everyone, statements
from policies.resource import Resource, Stack, part
from policies.rule import StackRule

_KEY = "aws:SecureTransport"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    policies = stack.referring(BUCKET_POLICY, "bucket", resource)
    denials = [denial for policy in policies for denial in statements(policy.properties, "policy", "Deny")]
    if not any(_refuses_clear_text(denial) for denial in denials):
        yield f"takes requests without TLS; deny s3:* to everybody where {_KEY} is false, in its BucketPolicy"


def _refuses_clear_text(statement: Statement) -> bool:
    condition = part(part(statement, "Condition"), "Bool")
    clear = str(condition.get(_KEY)).lower() == "false"
    both_ways = covers(statement, "s3:GetObject") and covers(statement, "s3:PutObject")
    return clear and both_ways and is_about_everyone(statement)


RULE = StackRule(
    name="buckets-want-tls",
    description="Every bucket's policy denies requests without TLS.",
    types=frozenset({"aws:s3/bucket:Bucket"}),
    check=_check,
)
