"""What the pods of every chart have in common: whose they are, and that their copies lie in several zones."""

from collections.abc import Mapping
from typing import Any

from components.kubernetes.labels import ENVIRONMENT, PART_OF
from domain.plane import PLANE_KEY
from domain.project import PROJECT

RELEASE = "app.kubernetes.io/instance"
"""The label by which all pods of a release are selected, whatever its chart calls each of them."""


def owner_labels(environment: str) -> dict[str, str]:
    """Ours; charts write a name, a version and a manager themselves, and no label may be given twice."""
    return {ENVIRONMENT: environment, PLANE_KEY: "system", PART_OF: PROJECT}


def over_zones(replicas: int, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The constraint that puts copies into different zones; a wish would leave all of them in the one that fails."""
    if replicas == 1:
        return []
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            # A zone whose nodes are drained or lost is none to wait for.
            "nodeTaintsPolicy": "Honor",
            "labelSelector": {"matchLabels": dict(labels)},
        }
    ]
