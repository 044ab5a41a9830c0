"""Temporal, as its clients find it: the platform's service, a namespace for each environment, one queue of runs."""

from domain.project import PROJECT

FRONTEND = "temporal-frontend"
"""The component of the platform that clients call."""

TASK_QUEUE = "portarium-runs"
"""The queue from which workers take runs."""


def temporal_namespace(environment: str) -> str:
    """Return the namespace of an environment: on a shared cluster, no worker takes another environment's runs."""
    return f"{PROJECT}-{environment}"
