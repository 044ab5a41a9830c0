"""Nobody is granted the way around Object Lock."""

from collections.abc import Iterator

from policies.access_document import statements, values_of
from policies.resource import Resource
from policies.rule import ResourceRule

_BYPASS = "s3:bypass"


def _check(resource: Resource) -> Iterator[str]:
    for statement in statements(resource.properties, "policy", "Allow"):
        for action in values_of(statement.get("Action")):
            if str(action).lower().startswith(_BYPASS):
                yield f"allows {action}; evidence is never deleted before its time, remove the action"


RULE = ResourceRule(
    name="retention-is-never-bypassed",
    description="No policy grants s3:BypassGovernanceRetention.",
    types=frozenset({"aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy", "aws:s3/bucketPolicy:BucketPolicy"}),
    check=_check,
)
