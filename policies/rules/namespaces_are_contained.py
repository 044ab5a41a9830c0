"""A namespace is silent until it is allowed to talk, and has a share of the cluster."""

from collections.abc import Iterator

from policies.resource import Resource, Stack, items, part
from policies.rule import NotApplicableError, StackRule

_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_QUOTA = "kubernetes:core/v1:ResourceQuota"


def _check(resource: Resource, stack: Stack) -> Iterator[str]:
    name = part(resource.properties, "metadata").get("name")
    if not name:
        raise NotApplicableError("has no name of its own, and nothing can be told to be in it")
    policies = (policy for policy in stack.of_type(_POLICY) if _namespace(policy) == name)
    if not any(_denies_everything(policy) for policy in policies):
        yield "lets its pods talk to anybody; add a network policy for all pods with both policy types and no rule"
    if not any(_namespace(quota) == name for quota in stack.of_type(_QUOTA)):
        yield "may take the whole cluster; add a resource quota"


def _namespace(resource: Resource) -> str:
    return str(part(resource.properties, "metadata").get("namespace") or "default")


def _denies_everything(policy: Resource) -> bool:
    spec = part(policy.properties, "spec")
    rules = [rule for name in ("ingress", "egress") for rule in items(spec, name)]
    everybody = not any(part(spec, "podSelector").values())
    return everybody and not rules and {"Ingress", "Egress"} <= set(items(spec, "policyTypes"))


RULE = StackRule(
    name="namespaces-are-contained",
    description="A namespace has a default deny in both directions and a quota.",
    types=frozenset({"kubernetes:core/v1:Namespace"}),
    check=_check,
)
