"""The labels by which pods and namespaces are selected; policies and workloads must agree on every letter."""

from domain.plane import PLANE_KEY, Plane
from domain.project import PROJECT

ENVIRONMENT = "portarium.io/environment"
COMPONENT = "app.kubernetes.io/name"
PART_OF = "app.kubernetes.io/part-of"
VERSION = "app.kubernetes.io/version"
MANAGED_BY = "app.kubernetes.io/managed-by"
METRICS_BEARER = "portarium.io/metrics-bearer"
"""The annotation that says in which secret and key the token for a pod's metrics is."""
REASON = "portarium.io/reason"
"""The annotation that says why a way is open."""
NAMESPACE_NAME = "kubernetes.io/metadata.name"


def plane_labels(environment: str, plane: Plane) -> dict[str, str]:
    """The labels of a namespace."""
    return {ENVIRONMENT: environment, PLANE_KEY: plane, PART_OF: PROJECT, MANAGED_BY: "pulumi"}


def component_labels(environment: str, plane: Plane, component: str) -> dict[str, str]:
    """The labels of a component's pods; they never carry the image, so that a selector holds over releases."""
    return {**plane_labels(environment, plane), COMPONENT: component}
