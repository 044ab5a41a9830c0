"""What the four access policies may do, as data: the table that the access journey proves both ways."""

from dataclasses import dataclass
from typing import get_args

from domain.access_role import AccessRole
from domain.plane import EnvironmentPlane

READ = ("get", "list", "watch")
"""What whoever only looks may do."""

_ALL_PLANES: tuple[EnvironmentPlane, ...] = get_args(EnvironmentPlane)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Verbs on resources of API groups."""

    groups: tuple[str, ...]
    """The API groups; the empty one is the core."""
    resources: tuple[str, ...]
    """The resources, with subresources by a slash."""
    verbs: tuple[str, ...]
    """What may be done with them."""


@dataclass(frozen=True, kw_only=True)
class AccessPolicy:
    """What one role may do, and in the namespaces of which planes."""

    planes: tuple[EnvironmentPlane, ...]
    """Where the rules hold."""
    rules: tuple[Rule, ...]
    """What they allow there."""


# Everything a person needs to see what runs and why it does not; secrets are in none of these groups' lists.
_SEE = (
    Rule(
        groups=("",),
        resources=(
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "persistentvolumeclaims",
            "pods",
            "pods/log",
            "resourcequotas",
            "serviceaccounts",
            "services",
        ),
        verbs=READ,
    ),
    Rule(groups=("apps",), resources=("deployments", "replicasets", "statefulsets", "daemonsets"), verbs=READ),
    Rule(groups=("batch",), resources=("jobs", "cronjobs"), verbs=READ),
    Rule(groups=("autoscaling",), resources=("horizontalpodautoscalers",), verbs=READ),
    Rule(groups=("policy",), resources=("poddisruptionbudgets",), verbs=READ),
    Rule(groups=("networking.k8s.io",), resources=("networkpolicies", "ingresses"), verbs=READ),
    Rule(groups=("discovery.k8s.io",), resources=("endpointslices",), verbs=READ),
)

# A pod that hangs is deleted and comes back as declared; what is declared changes by `pulumi up` alone.
_RESTART = (
    Rule(groups=("",), resources=("pods",), verbs=("delete",)),
    Rule(groups=("",), resources=("pods/eviction",), verbs=("create",)),
)

_REPAIR = (
    *_RESTART,
    Rule(groups=("",), resources=("pods/portforward", "pods/exec"), verbs=("create", "get")),
    Rule(
        groups=("apps",),
        resources=("deployments", "deployments/scale", "statefulsets", "statefulsets/scale"),
        verbs=("patch", "update"),
    ),
    Rule(groups=("batch",), resources=("jobs",), verbs=("create", "delete")),
    Rule(groups=("rbac.authorization.k8s.io",), resources=("roles", "rolebindings"), verbs=READ),
)

ACCESS_POLICIES: dict[AccessRole, AccessPolicy] = {
    "read-only": AccessPolicy(planes=_ALL_PLANES, rules=_SEE),
    "app-team": AccessPolicy(planes=("control", "execution"), rules=(*_SEE, *_RESTART)),
    "platform-engineer": AccessPolicy(planes=_ALL_PLANES, rules=(*_SEE, *_REPAIR)),
    # Everything inside the environment's namespaces, and nothing outside them: not the guards of other environments.
    # Admission keeps what guards these namespaces from it all the same (admission_rules.py).
    "break-glass": AccessPolicy(planes=_ALL_PLANES, rules=(Rule(groups=("*",), resources=("*",), verbs=("*",)),)),
}
