"""The policy of a locked bucket denies everybody the ways around the lock."""

from collections.abc import Iterator

from policies.access_document import BUCKET_POLICY, Statement, covers, is_about_everyone, statements
from policies.evidence import BUCKET
from policies.resource import Resource, Stack
from policies.rule import NotApplicableError, StackRule

_WAYS_AROUND = ("s3:BypassGovernanceRetention", "s3:DeleteObjectVersion", "s3:PutBucketVersioning")


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    if resource.properties.get("objectLockEnabled") is not True:
        raise NotApplicableError("has no Object Lock")
    policies = stack.referring(BUCKET_POLICY, "bucket", resource)
    denials = [denial for policy in policies for denial in statements(policy.properties, "policy", "Deny")]
    if allowed := [action for action in _WAYS_AROUND if not any(_always_denies(one, action) for one in denials)]:
        yield f"its policy leaves {', '.join(allowed)} to IAM; deny it to everybody, without a condition"


def _always_denies(statement: Statement, action: str) -> bool:
    return is_about_everyone(statement) and not statement.get("Condition") and covers(statement, action)


RULE = StackRule(
    name="locked-evidence-is-defended",
    description="A locked bucket's policy denies everybody bypassing, deleting versions and suspending versioning.",
    types=frozenset({BUCKET}),
    check=_check,
)
