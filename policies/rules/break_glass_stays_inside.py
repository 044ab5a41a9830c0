"""Emergency access ends at the environment's namespaces: it never becomes the whole cluster."""

from collections.abc import Iterator

from domain.access_role import BREAK_GLASS, access_group
from policies.resource import Resource, items
from policies.rule import NotApplicableError, ResourceRule

_ENDING = f":{BREAK_GLASS}"
_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
_ENTRY = "aws:eks/accessEntry:AccessEntry"
_ADMINISTRATORS = "system:masters"


def _check(resource: Resource) -> Iterator[str]:
    if resource.type == _ENTRY:
        groups = [str(group) for group in items(resource.properties, "kubernetesGroups")]
    else:
        groups = [str(subject.get("name")) for subject in items(resource.properties, "subjects")]
    emergency = [group for group in groups if group.endswith(_ENDING)]
    if resource.type == _BINDING and emergency:
        yield f"gives {emergency[0]} the whole cluster; bind it in the environment's namespaces with a RoleBinding"
    if _ADMINISTRATORS in groups:
        yield f"puts somebody into {_ADMINISTRATORS}, which no rule limits; use a group of the environment"
    for group in emergency:
        own = access_group(resource.stack, BREAK_GLASS)
        if group != own and resource.type == _ENTRY:
            yield f"lets its holder into {group}; the group of {resource.stack} is {own}"
    if not groups:
        raise NotApplicableError("names no group")


RULE = ResourceRule(
    name="break-glass-stays-inside",
    description="Break-glass groups are bound in namespaces of their own environment, and nobody is in system:masters.",
    types=frozenset({_BINDING, _ENTRY}),
    check=_check,
)
