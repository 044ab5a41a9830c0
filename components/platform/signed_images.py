"""Kyverno: it is asked by the API server whether the images of a pod are signed by whoever builds ours."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT, ENVIRONMENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.kubernetes.workload import Placement
from components.platform.argo_project import ObjectKind
from components.platform.chart_pods import RELEASE, over_zones
from domain import ports
from domain.addresses import ANYWHERE, KUBERNETES_API, NEVER_INTERNET
from domain.image import REGISTRY
from domain.plane import PLANE_KEY
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE

KYVERNO = "kyverno"
"""The chart, the release, and what the names of its pods begin with."""

CLUSTER_KINDS = (
    ObjectKind(group="apiextensions.k8s.io", kind="CustomResourceDefinition"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
)
"""The kinds without a namespace that its chart brings; its webhooks it writes itself."""

HOSTS = ("tuf-repo-cdn.sigstore.dev",)
"""Where Sigstore says whom to believe; the registry of its own images is that of ours."""

_METRICS = 8000
_CPU = CpuQuantity("100m")
_MEMORY = MemoryQuantity("256Mi")
# Its table of values knows no more; the namespace gives what is missing.
_RESOURCES = {"requests": {"cpu": str(_CPU), "memory": str(_MEMORY)}, "limits": {"memory": "512Mi"}}


def signed_images_values(*, environment: str, replicas: int, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults: the controller that answers the API server, and none of the others.

    It has one policy, which `pulumi up` writes after it and takes away before it, so that no hook is left to do that.
    """
    return {
        "fullnameOverride": KYVERNO,
        # By the chart's own name it would be one name more that nodes ask for.
        "global": {"image": {"registry": REGISTRY}},
        # The chart says itself what its pods are a part of, and selects them by it.
        "customLabels": {ENVIRONMENT: environment, PLANE_KEY: "system"},
        "crds": {"migration": {"enabled": False}},
        "webhooksCleanup": {"enabled": False},
        "config": {"preserve": False},
        # Whoever may write policies may stop every pod: that is for who deploys, and for no role of people.
        "rbac": {"roles": {"aggregate": {"admin": False, "view": False}}},
        "features": {
            "admissionReports": {"enabled": False},
            "generateValidatingAdmissionPolicy": {"enabled": False},
        },
        "backgroundController": {"enabled": False},
        "cleanupController": {"enabled": False},
        "reportsController": {"enabled": False},
        "admissionController": {
            "replicas": replicas,
            "rbac": {"createViewRoleBinding": False},
            "podAnnotations": {
                "prometheus.io/scrape": "true",
                "prometheus.io/port": str(_METRICS),
                "prometheus.io/path": "/metrics",
            },
            "nodeSelector": dict(placement.node_labels),
            "topologySpreadConstraints": over_zones(replicas, {RELEASE: KYVERNO}),
            # The chart adds a budget by itself to several copies, and none to one, whose node could not be drained.
            "podDisruptionBudget": {"minAvailable": max(1, replicas - 1)},
            "sigstoreVolume": {"emptyDir": {"sizeLimit": str(SMALL_STORAGE)}},
            "container": {"resources": _RESOURCES},
        },
    }


def signed_images_flows(control_plane_blocks: pulumi.Input[Sequence[str]]) -> tuple[Flow, ...]:
    """Its ways: from the API server, back to it, and out to whoever keeps signatures and says what they are worth.

    It does not go through the egress proxy, because the proxy's own pods wait for its answer.
    """
    pods = Pods(namespace=namespace_name("", "system"), labels={RELEASE: KYVERNO})
    return (
        Flow(
            name=f"kubernetes-to-{KYVERNO}",
            source=Addresses(blocks=control_plane_blocks),
            destination=pods,
            ports=(ports.IMAGE_QUESTIONS,),
            reason="the API server asks it whether the images of a pod are signed",
        ),
        Flow(
            name=f"{KYVERNO}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads its policy there, and writes when it is asked",
        ),
        Flow(
            name=f"{KYVERNO}-to-internet",
            source=pods,
            destination=Addresses(blocks=(ANYWHERE,), excluded=NEVER_INTERNET),
            ports=(ports.HTTPS,),
            reason="it reads signatures in the registry, and with Sigstore whom to believe",
        ),
        Flow(
            name=f"metrics-of-{KYVERNO}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def signed_images_demand(replicas: int) -> list[PodDemand]:
    """What its pods request; a rollout adds one."""
    return [
        PodDemand(
            name=KYVERNO,
            plane="system",
            replicas=replicas + 1,
            steady=replicas,
            cpu=_CPU,
            memory=_MEMORY,
            spread=replicas > 1,
        )
    ]
