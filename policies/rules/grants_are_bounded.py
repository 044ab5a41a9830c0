"""No policy of ours makes an administrator."""

from collections.abc import Iterator

from policies.access_document import statements, values_of
from policies.resource import Resource
from policies.rule import ResourceRule

# Whoever may do one of these to anything may do everything, now or one step later.
_ADMINISTRATION = {
    "*": "every action",
    "iam:*": "IAM",
    "organizations:*": "the organization",
    "sts:*": "every role",
}


def _check(resource: Resource) -> Iterator[str]:
    for statement in statements(resource.properties, "policy", "Allow"):
        if "*" not in values_of(statement.get("Resource")):
            continue
        if "NotAction" in statement:
            yield "allows all but a few actions on everything; name the actions"
        for action in values_of(statement.get("Action")):
            if action in _ADMINISTRATION:
                yield f"allows {action} on *, which hands over {_ADMINISTRATION[action]}; name actions or resources"


RULE = ResourceRule(
    name="grants-are-bounded",
    description="No IAM policy allows every action, or all of IAM, on everything.",
    types=frozenset({"aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"}),
    check=_check,
)
