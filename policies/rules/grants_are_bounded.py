"""No policy of ours makes an administrator."""

from collections.abc import Iterator

from policies.access_document import Statement, covers, statements, values_of
from policies.resource import Resource, part
from policies.rule import ResourceRule

# Whoever may do one of these to anything may do everything, now or one step later.
_ADMINISTRATION = {
    "*": "every action",
    "iam:*": "IAM",
    "organizations:*": "the organization",
    "sts:*": "every role",
}


def _check(resource: Resource) -> Iterator[str]:
    administrations = {"*": _ADMINISTRATION["*"]} if _is_boundary(resource) else _ADMINISTRATION
    for statement in statements(resource.properties, "policy", "Allow"):
        if "*" not in values_of(statement.get("Resource")):
            continue
        if "NotAction" in statement:
            yield "allows all but a few actions on everything; name the actions"
        for action in values_of(statement.get("Action")):
            if action in administrations:
                yield f"allows {action} on *, which hands over {administrations[action]}; name actions or resources"


def _is_boundary(resource: Resource) -> bool:
    """Say whether roles are kept under the very document: an upper limit that names IAM grants none of it."""
    return any(_keeps_roles_bounded(one) for one in statements(resource.properties, "policy", "Deny"))


def _keeps_roles_bounded(statement: Statement) -> bool:
    conditions = part(statement, "Condition")
    named = {key for operator in conditions.values() for key in operator}
    return "iam:PermissionsBoundary" in named and covers(statement, "iam:CreateRole")


RULE = ResourceRule(
    name="grants-are-bounded",
    description="No IAM policy allows every action, or all of IAM, on everything.",
    types=frozenset({"aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"}),
    check=_check,
)
