"""Temporal, as its clients find it: the platform's service, a namespace for each environment, one queue of runs."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.project import PROJECT

TEMPORAL = "temporal"
"""The chart, its release, its service account and the name of all its pods."""

FRONTEND = f"{TEMPORAL}-frontend"
"""The service that clients call."""

FRONTEND_LABELS: Mapping[str, str] = MappingProxyType(
    {"app.kubernetes.io/name": TEMPORAL, "app.kubernetes.io/component": "frontend"}
)
"""What its pods are selected by: the chart gives all of Temporal's pods one name, and tells them apart besides."""

TASK_QUEUE = "portarium-runs"
"""The queue from which workers take runs."""


def temporal_namespace(environment: str) -> str:
    """Return the namespace of an environment: on a shared cluster, no worker takes another environment's runs."""
    return f"{PROJECT}-{environment}"
