"""cert-manager: the certificates by which services of the platform know each other."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.kubernetes.workload import Placement
from components.platform.argo_project import ObjectKind
from components.platform.chart_pods import RELEASE, over_zones, owner_labels
from components.platform.image_hosts import QUAY
from domain import ports
from domain.addresses import KUBERNETES_API
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

CERT_MANAGER = "cert-manager"
"""The chart, the release and the name of its controller."""

CLUSTER_KINDS = (
    ObjectKind(group="apiextensions.k8s.io", kind="CustomResourceDefinition"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
    ObjectKind(group="admissionregistration.k8s.io", kind="MutatingWebhookConfiguration"),
    ObjectKind(group="admissionregistration.k8s.io", kind="ValidatingWebhookConfiguration"),
)
"""The kinds without a namespace that its chart brings."""

HOSTS = QUAY
"""Where its images are."""

_WEBHOOK = "webhook"
_INJECTOR = "cainjector"
_CHECK = "startupapicheck"
_METRICS = 9402
_CPU = CpuQuantity("25m")
_MEMORY = MemoryQuantity("96Mi")
_RESOURCES = {
    "requests": {"cpu": str(_CPU), "memory": str(_MEMORY), "ephemeral-storage": str(SMALL_STORAGE)},
    "limits": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": str(STORAGE)},
}


def cert_manager_values(*, environment: str, replicas: int, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults.

    Its kinds stay when the release goes: with them would go every certificate that a service starts with.
    """
    return {
        "global": {
            "commonLabels": owner_labels(environment),
            "nodeSelector": dict(placement.node_labels),
            "leaderElection": {"namespace": namespace_name(environment, "system")},
            # Whoever may ask for a certificate may read its key: that is for who deploys, and for no role of people.
            "rbac": {"aggregateClusterRoles": False},
        },
        "crds": {"enabled": True, "keep": True},
        # Of several one works, and the others wait to take over.
        **_copies(CERT_MANAGER, replicas),
        "webhook": {**_copies(_WEBHOOK, replicas), "timeoutSeconds": 10},
        "cainjector": _copies(_INJECTOR, replicas),
        "startupapicheck": {"resources": _RESOURCES},
    }


def cert_manager_flows(control_plane_blocks: pulumi.Input[Sequence[str]]) -> tuple[Flow, ...]:
    """Its ways: to the API that it serves, and from it, which asks about each of its objects.

    `control_plane_blocks` are the subnets that the interfaces of the cluster's control plane stand in.
    """
    pods = Pods(namespace=namespace_name("", "system"), labels={RELEASE: CERT_MANAGER})
    webhook = Pods(namespace=namespace_name("", "system"), labels={RELEASE: CERT_MANAGER, COMPONENT: _WEBHOOK})
    return (
        Flow(
            name=f"{CERT_MANAGER}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads there what is asked for, and writes certificates",
        ),
        Flow(
            name=f"kubernetes-to-{CERT_MANAGER}",
            source=Addresses(blocks=control_plane_blocks),
            destination=webhook,
            ports=(ports.CERTIFICATE_WEBHOOK,),
            reason="the API server asks it whether a request for a certificate is well formed",
        ),
        Flow(
            name=f"metrics-of-{CERT_MANAGER}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def cert_manager_demand(replicas: int) -> list[PodDemand]:
    """What its pods request: each of three deployments adds a pod while it rolls, and a check runs once."""
    lasting = [
        PodDemand(
            name=name,
            plane="system",
            replicas=replicas + 1,
            steady=replicas,
            cpu=_CPU,
            memory=_MEMORY,
            spread=replicas > 1,
        )
        for name in (CERT_MANAGER, f"{CERT_MANAGER}-{_WEBHOOK}", f"{CERT_MANAGER}-{_INJECTOR}")
    ]
    check = PodDemand(name=f"{CERT_MANAGER}-{_CHECK}", plane="system", steady=0, cpu=_CPU, memory=_MEMORY)
    return [*lasting, check]


def _copies(component: str, replicas: int) -> dict[str, Any]:
    """How often one of its three parts runs, and where."""
    return {
        "replicaCount": replicas,
        # A budget for a single pod would forbid every drain of its node.
        "podDisruptionBudget": {"enabled": replicas > 1},
        "resources": _RESOURCES,
        "topologySpreadConstraints": over_zones(replicas, {RELEASE: CERT_MANAGER, COMPONENT: component}),
    }
