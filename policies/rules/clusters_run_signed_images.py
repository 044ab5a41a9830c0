"""A cluster has its pods' images verified, and starts none while nobody answers."""

from collections.abc import Iterator

from policies.resource import Resource, Stack, items, part
from policies.rule import StackRule

_POLICY = "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy"
_MADE_OR_CHANGED = {"CREATE", "UPDATE"}
_ANY_OF_SOME = ("issuerRegExp", "subjectRegExp", "subjectExpression")


def _check(_: Resource, stack: Stack) -> Iterator[str]:
    policies = list(stack.of_type(_POLICY))
    if not any(_is_about_pods(policy) for policy in policies):
        yield "runs images that nobody has verified; add an ImageValidatingPolicy for pods, made and changed"
    for policy in policies:
        spec = part(policy.properties, "spec")
        if spec.get("failurePolicy") != "Fail" or "Deny" not in items(spec, "validationActions"):
            yield f"{policy.name} lets pods in; set failurePolicy to Fail, and validationActions to Deny"
        if not all(_is_exact(attestor) for attestor in items(spec, "attestors")):
            yield f"{policy.name} believes more than one workflow; name issuer and subject letter by letter"
        if _asks_about_deletion(policy):
            yield f"{policy.name} asks about deletions; leave the operation DELETE out"


def _rules(policy: Resource) -> list[tuple[set[str], set[str]]]:
    rules = items(part(part(policy.properties, "spec"), "matchConstraints"), "resourceRules")
    return [(set(items(rule, "resources")), set(items(rule, "operations"))) for rule in rules]


def _is_about_pods(policy: Resource) -> bool:
    looked_at = {
        resource for resources, operations in _rules(policy) if operations >= _MADE_OR_CHANGED for resource in resources
    }
    return looked_at >= {"pods", "pods/ephemeralcontainers"}


def _asks_about_deletion(policy: Resource) -> bool:
    return any(operations & {"DELETE", "*"} for _, operations in _rules(policy))


def _is_exact(attestor: dict[str, object]) -> bool:
    cosign = part(attestor, "cosign")
    log = part(cosign, "ctlog")
    identities = items(part(cosign, "keyless"), "identities")
    return (
        bool(identities)
        and not (log.get("insecureIgnoreTlog") or log.get("insecureIgnoreSCT"))
        and all(
            each.get("issuer") and each.get("subject") and not any(each.get(key) for key in _ANY_OF_SOME)
            for each in identities
        )
    )


RULE = StackRule(
    name="clusters-run-signed-images",
    description="The stack of a cluster has a policy that refuses pods with images that one workflow has not signed.",
    types=frozenset({"aws:eks/cluster:Cluster"}),
    check=_check,
)
