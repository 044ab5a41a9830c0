"""What Argo CD is told: one chart reads repositories of charts, installs, and lets nobody in by a password."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.kubernetes.workload import Placement
from components.platform.argo_rules import Rule, control_rules, reading_rules
from components.platform.chart_pods import owner_labels
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

REPOSITORY_SERVER = "argocd-repo-server"
"""What fetches charts and renders them."""

CONTROLLER = "argocd-application-controller"
"""What compares and applies."""

SERVER = "argocd-server"
"""The web page and its interface."""

REDIS = "argocd-redis"
"""What was rendered last."""

PASSWORD_JOB = "argocd-redis-secret-init"  # noqa: S105 - the name of a job
"""What makes the password of Redis, inside of the cluster."""

CONTROLLER_METRICS, SERVER_METRICS, REPOSITORY_METRICS = 8082, 8083, 8084
"""The ports of metrics."""

# What each part requests of the processor and the memory: it is added up before there is a node.
_REQUESTS = {
    CONTROLLER: ("100m", "384Mi"),
    SERVER: ("25m", "96Mi"),
    REPOSITORY_SERVER: ("50m", "128Mi"),
    REDIS: ("25m", "32Mi"),
    PASSWORD_JOB: ("25m", "32Mi"),
}

# The chart names it by an address that answers over IPv6 too; who hands its layers out is known of this one alone.
_REDIS_IMAGE = "public.ecr.aws/docker/library/redis"


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Who signs in, and by whom."""

    issuer: str
    """The identity provider."""
    client_id: str
    """Its public client; a code is exchanged with a proof of who asked for it, and with no secret."""
    administrators: Sequence[str] = ()
    """The groups that may do everything."""
    readers: Sequence[str] = ()
    """The groups that may look."""


@dataclass(frozen=True, kw_only=True)
class ArgoCdPlan:
    """How it is run."""

    environment: str
    """The environment that owns the cluster."""
    replicas: int
    """How many pods of what there may be several of."""
    domain: str
    """The name that its web page has."""
    placement: Placement
    """Where it may run."""
    groups: Sequence[str] = ()
    """The groups of kinds that it reads besides those of Kubernetes."""
    sign_in: SignIn | None = None
    """How people sign in; without it its web page does not run."""


def argo_cd_values(plan: ArgoCdPlan) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    several = plan.replicas > 1
    reading = _listed(reading_rules(plan.groups))
    return {
        "fullnameOverride": "argocd",
        "global": {
            "domain": plan.domain,
            "logging": {"format": "json"},
            # The chart's own policies let every namespace in; the ways are ours, and they are added up.
            "networkPolicy": {"create": False},
            "nodeSelector": dict(plan.placement.node_labels),
            "podLabels": _own_labels(plan.environment),
            "topologySpreadConstraints": [_spread()] if several else [],
        },
        "configs": {
            "cm": _settings(plan),
            # Only then does an application say which of its objects is not well, and why.
            "params": {"controller.resource.health.persist": True},
            "rbac": {"policy.csv": _people(plan.sign_in)},
        },
        "controller": {
            # A second one would have nothing to do: they share clusters out, and there is one.
            "replicas": 1,
            "clusterRoleRules": {"enabled": True, "rules": reading},
            "roleRules": _listed(control_rules()),
            **_sized(CONTROLLER, "1", "1Gi"),
            **_measured(CONTROLLER_METRICS),
        },
        "server": {
            "replicas": plan.replicas if plan.sign_in else 0,
            "pdb": {"enabled": several, "maxUnavailable": 1},
            "clusterRoleRules": {"enabled": True, "rules": reading},
            **_sized(SERVER, "250m", "256Mi"),
            **_measured(SERVER_METRICS),
        },
        "repoServer": {
            "replicas": plan.replicas,
            "pdb": {"enabled": several, "maxUnavailable": 1},
            "automountServiceAccountToken": False,
            "serviceAccount": {"automountServiceAccountToken": False},
            **_sized(REPOSITORY_SERVER, "1", "512Mi"),
            **_measured(REPOSITORY_METRICS),
        },
        # It holds nothing that is not made again: three of it would be three more pods to keep.
        "redis": {"image": {"repository": _REDIS_IMAGE}, **_sized(REDIS, "250m", "128Mi")},
        "redisSecretInit": _sized(PASSWORD_JOB, "250m", "128Mi"),
        "dex": {"enabled": False},
        "notifications": {"enabled": False},
        "applicationSet": {"replicas": 0},
    }


def argo_cd_demand(replicas: int, *, signed_in: bool) -> list[PodDemand]:
    """What its pods request: a deployment adds a pod while it rolls, the controller never, and a job runs once."""
    several = {REPOSITORY_SERVER: replicas, **({SERVER: replicas} if signed_in else {})}
    return [
        _demand(CONTROLLER, 1, steady=1),
        *(_demand(part, pods + 1, steady=pods, spread=pods > 1) for part, pods in several.items()),
        _demand(REDIS, 2, steady=1),
        _demand(PASSWORD_JOB, 1, steady=0),
    ]


def _demand(part: str, most: int, *, steady: int, spread: bool = False) -> PodDemand:
    cpu, memory = _REQUESTS[part]
    return PodDemand(
        name=part,
        plane="system",
        replicas=most,
        steady=steady,
        cpu=CpuQuantity(cpu),
        memory=MemoryQuantity(memory),
        spread=spread,
    )


def _settings(plan: ArgoCdPlan) -> dict[str, Any]:
    """Who may sign in, whose rights a sync has, and what a source may be."""
    return {
        "admin.enabled": False,
        "exec.enabled": False,
        # A sync acts as its project's account; a project without one installs nothing.
        "application.sync.impersonation.enabled": True,
        # What it may not list it doesn't watch, and secrets are among that.
        "resource.respectRBAC": "normal",
        "kustomize.enable": False,
        "jsonnet.enable": False,
        **({"oidc.config": _provider(plan.sign_in)} if plan.sign_in else {}),
    }


def _provider(sign_in: SignIn) -> str:
    return json.dumps(
        {
            "name": "Portarium",
            "issuer": sign_in.issuer,
            "clientID": sign_in.client_id,
            "enablePKCEAuthentication": True,
            "requestedScopes": ["openid", "profile", "email", "groups"],
        }
    )


def _people(sign_in: SignIn | None) -> str:
    if sign_in is None:
        return ""
    lines = [f"g, {group}, role:admin" for group in sign_in.administrators]
    return "\n".join([*lines, *(f"g, {group}, role:readonly" for group in sign_in.readers)])


def _listed(rules: Sequence[Rule]) -> list[dict[str, list[str]]]:
    return [rule.as_values() for rule in rules]


def _sized(part: str, most_cpu: str, most_memory: str) -> dict[str, Any]:
    cpu, memory = _REQUESTS[part]
    return {
        "resources": {
            "requests": {"cpu": cpu, "memory": memory, "ephemeral-storage": str(SMALL_STORAGE)},
            "limits": {"cpu": most_cpu, "memory": most_memory, "ephemeral-storage": str(STORAGE)},
        }
    }


def _measured(port: int) -> dict[str, Any]:
    return {
        "metrics": {"enabled": True},
        "podAnnotations": {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": str(port),
            "prometheus.io/path": "/metrics",
        },
    }


def _spread() -> dict[str, Any]:
    return {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        # A zone that is down doesn't count, so that the others run what is asked for.
        "nodeTaintsPolicy": "Honor",
        "matchLabelKeys": ["pod-template-hash"],
    }


def _own_labels(environment: str) -> dict[str, str]:
    """Ours; the chart's own pods have those of Kubernetes already, and no label may be given twice."""
    given = owner_labels(environment)
    return {key: value for key, value in given.items() if not key.startswith("app.kubernetes.io/")}
