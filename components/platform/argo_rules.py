"""What Argo CD may do in the cluster: it reads what is not secret, and changes only as the account of a project."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.kubernetes.access_rules import READ
from components.platform.argo_project import ObjectKind
from domain.gitops import TEAMS
from domain.platform_services import PLATFORM

_WRITE = (*READ, "create", "update", "patch", "delete")

# Everything of the core but secrets: there is no way to say "all but".
_CORE = (
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "pods/log",
    "podtemplates",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
)

_GROUPS = (
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "argoproj.io",
    "autoscaling",
    "batch",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "snapshot.storage.k8s.io",
    "storage.k8s.io",
)

_RUNNING = {
    "": ("configmaps", "services"),
    "apps": ("deployments", "statefulsets"),
    "autoscaling": ("horizontalpodautoscalers",),
    "batch": ("cronjobs", "jobs"),
    "policy": ("poddisruptionbudgets",),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of a role."""

    groups: tuple[str, ...]
    """The API groups."""
    resources: tuple[str, ...]
    """The resources."""
    verbs: tuple[str, ...]
    """What may be done with them."""
    names: tuple[str, ...] = ()
    """The objects; all of them where none is named."""

    def as_values(self) -> dict[str, list[str]]:
        """Return it as a chart takes it."""
        named = {"resourceNames": list(self.names)} if self.names else {}
        return {
            "apiGroups": list(self.groups),
            "resources": list(self.resources),
            "verbs": list(self.verbs),
            **named,
        }


def reading_rules(groups: Sequence[str] = ()) -> list[Rule]:
    """What it compares with: all kinds of Kubernetes but secrets, and those of the groups that services bring."""
    return [
        Rule(groups=("",), resources=_CORE, verbs=READ),
        Rule(groups=tuple(sorted({*_GROUPS, *groups})), resources=("*",), verbs=READ),
    ]


def control_rules() -> list[Rule]:
    """What it does in its own namespace: keep its applications, and act as the accounts of the projects."""
    return [
        Rule(groups=("",), resources=("configmaps", "secrets"), verbs=READ),
        Rule(groups=("",), resources=("events",), verbs=("create", "list")),
        Rule(groups=("argoproj.io",), resources=("applications", "applicationsets", "appprojects"), verbs=_WRITE),
        Rule(groups=("apps",), resources=("deployments",), verbs=READ),
        Rule(
            groups=("",),
            resources=("serviceaccounts",),
            verbs=("impersonate",),
            names=(PLATFORM, TEAMS),
        ),
    ]


def teams_rules() -> list[Rule]:
    """What the applications of teams may bring into a namespace: what runs, and no secrets, ways or rights."""
    return [Rule(groups=(group,), resources=resources, verbs=_WRITE) for group, resources in _RUNNING.items()]


def service_rules(groups: Sequence[str] = ()) -> list[Rule]:
    """What the platform's services may bring into a namespace: rights too, which are what an operator is made of."""
    return [
        *teams_rules(),
        Rule(groups=("",), resources=("persistentvolumeclaims", "serviceaccounts"), verbs=_WRITE),
        Rule(groups=("apps",), resources=("daemonsets",), verbs=_WRITE),
        Rule(groups=("networking.k8s.io",), resources=("ingresses",), verbs=_WRITE),
        *granting_rules(),
        *([Rule(groups=tuple(sorted(set(groups))), resources=("*",), verbs=_WRITE)] if groups else []),
    ]


def granting_rules() -> list[Rule]:
    """Rights inside of a namespace; whoever grants what it has not itself needs to be told that it may."""
    return [
        Rule(
            groups=("rbac.authorization.k8s.io",),
            resources=("rolebindings", "roles"),
            verbs=(*_WRITE, "bind", "escalate"),
        )
    ]


def cluster_rules(kinds: Sequence[ObjectKind]) -> list[Rule]:
    """What the platform's services may bring outside of namespaces: the kinds that their project lists."""
    return [
        Rule(
            groups=(each.group,),
            resources=(each.resource,),
            verbs=(*_WRITE, "bind", "escalate") if each.group == "rbac.authorization.k8s.io" else _WRITE,
        )
        for each in sorted(set(kinds), key=lambda kind: (kind.group, kind.kind))
    ]
