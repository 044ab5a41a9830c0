"""Decides from recorded RBAC who may do what: roles, bindings and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.pictures.facts import Facts

_GROUP = "rbac.authorization.k8s.io/v1"
_EVERY = "*"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A verb on a resource of an API group."""

    verb: str
    resource: str
    group: str


def allowed_in(facts: Facts, group: str, asked: Asked) -> set[str]:
    """The namespaces in which a group may do something; an empty name stands for the whole cluster."""
    return {namespace for namespace, rules in _bound(facts, group) if any(_covers(rule, asked) for rule in rules)}


def _bound(facts: Facts, group: str) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Each place in which a group holds a role, with the rules of that role."""
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in facts.inputs(f"kubernetes:{_GROUP}:{kind}"):
            subjects = {(subject["kind"], subject["name"]) for subject in binding.get("subjects", [])}
            if ("Group", group) in subjects:
                namespace = str(binding["metadata"].get("namespace", ""))
                yield namespace, _rules(facts, binding["roleRef"], namespace)


def _rules(facts: Facts, role: Mapping[str, str], namespace: str) -> list[Mapping[str, Any]]:
    found = [
        each
        for each in facts.inputs(f"kubernetes:{_GROUP}:{role['kind']}")
        if each["metadata"].get("name") == role["name"]
        and (role["kind"] == "ClusterRole" or each["metadata"]["namespace"] == namespace)
    ]
    if not found:
        raise LookupError(f"{role['kind']} {role['name']}: bound in {namespace or 'the cluster'}, and not registered")
    return [rule for each in found for rule in each["rules"]]


def _covers(rule: Mapping[str, Any], asked: Asked) -> bool:
    return all(
        wanted in rule.get(key, []) or _EVERY in rule.get(key, [])
        for key, wanted in (("apiGroups", asked.group), ("resources", asked.resource), ("verbs", asked.verb))
    )
