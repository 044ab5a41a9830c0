"""Every role has an upper limit that its own policies can't raise."""

from collections.abc import Iterator

from policies.resource import Resource
from policies.rule import ResourceRule


def _check(resource: Resource) -> Iterator[str]:
    if not resource.properties.get("permissionsBoundary"):
        yield "has no upper limit; set permissionsBoundary to the environment's boundary"


RULE = ResourceRule(
    name="roles-have-a-boundary",
    description="Every IAM role is under a permissions boundary.",
    types=frozenset({"aws:iam/role:Role"}),
    check=_check,
)
