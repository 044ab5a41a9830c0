"""The stand-in of the application in the place of its images, and Temporal's in every cluster."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from domain.ports import TEMPORAL
from domain.temporal import FRONTEND, FRONTEND_LABELS
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session
from tests.application import waiting
from tests.journeys.operator_commands import portarium
from tests.journeys.refusals import RESTRICTED

CHECKOUT: Final = Path(waiting.__file__).parents[2]
"""The checkout that the tests run from: the one that journeys work on may lie where no pod sees it."""

TEMPORAL_IMAGE, CALLER_IMAGE = "temporal-server", "caller"
_STAND_IN = (sys.executable, "-m", "tests.application")
_MAPPED: Final = {
    "portarium-control-plane": _STAND_IN,
    "portarium-worker": _STAND_IN,
    TEMPORAL_IMAGE: (*_STAND_IN, "temporal"),
    CALLER_IMAGE: (sys.executable, "-m", "tests.journeys.caller"),
}
_SYSTEM = "/api/v1/namespaces/system"
_DEPLOYMENTS = "/apis/apps/v1/namespaces/system/deployments"
_LABELS = dict(FRONTEND_LABELS)


@contextmanager
def mapped(sandbox: Session) -> Generator[None]:
    """Have pods that start meanwhile executed; afterwards new ones are played again."""
    for image, command in _MAPPED.items():
        _run(sandbox, image, "--wrap", "--directory", str(CHECKOUT), "--", *command)
    try:
        yield
    finally:
        for image in _MAPPED:
            _run(sandbox, image, "--forget")


@contextmanager
def temporal(cluster: KubernetesClient) -> Generator[None]:
    """Have something answer where the contract's pods look for Temporal."""
    spec: dict[str, Any] = {
        "automountServiceAccountToken": False,
        "containers": [
            {
                "name": FRONTEND,
                "image": f"registry.example.com/{TEMPORAL_IMAGE}:1",
                "ports": [{"containerPort": TEMPORAL}],
                "securityContext": {**RESTRICTED, "runAsUser": 1000},
                "readinessProbe": {"tcpSocket": {"port": TEMPORAL}, "periodSeconds": 1},
                "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "1", "memory": "64Mi"}},
            }
        ],
    }
    template = {"metadata": {"labels": _LABELS}, "spec": spec}
    metadata = {"name": FRONTEND, "labels": _LABELS}
    cluster.create(
        f"{_SYSTEM}/services",
        {"metadata": metadata, "spec": {"selector": _LABELS, "ports": [{"name": "grpc", "port": TEMPORAL}]}},
    )
    cluster.create(
        _DEPLOYMENTS,
        {"metadata": metadata, "spec": {"selector": {"matchLabels": _LABELS}, "template": template}},
    )
    try:
        yield
    finally:
        cluster.delete(f"{_DEPLOYMENTS}/{FRONTEND}", {"propagationPolicy": "Foreground"})
        cluster.delete(f"{_SYSTEM}/services/{FRONTEND}")


def _run(sandbox: Session, image: str, *words: str) -> None:
    answer = portarium(sandbox, "sandbox", "run", "--folder", str(sandbox.folder.root), image, *words)
    assert answer.returncode == 0, answer.stdout + answer.stderr
