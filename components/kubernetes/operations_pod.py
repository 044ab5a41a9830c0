"""A pod of the operations image: this repository's own commands, by a plan and with an identity of their own."""

from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.container import Amount, Container
from components.kubernetes.pod_template import pod_template
from components.kubernetes.workload import Placement
from domain import ports
from domain.database_authority import AUTHORITY, AUTHORITY_PATH
from domain.nats import CLIENT_PATH
from domain.operations_size import OPERATIONS_CPU, OPERATIONS_MEMORY
from domain.plane import Plane


@dataclass(frozen=True, kw_only=True)
class OperationsPod:
    """What it runs, and as whom."""

    environment: str
    """The environment."""
    component: str
    """What it is for: the name of its container, its service account and its AWS role."""
    image: pulumi.Input[str]
    """The operations image, by git SHA."""
    image_sha: str
    """The git SHA alone."""
    command: tuple[str, ...]
    """The words behind `portarium`."""
    namespace: pulumi.Input[str]
    """The namespace that it runs in."""
    plan: pulumi.Input[str]
    """The config map of its plan."""
    placement: Placement
    """Where it may run."""
    pull_secret: pulumi.Input[str] | None = None
    """The secret of its namespace that nodes show the registry; none where images are public."""
    calls_kubernetes: bool = False
    """Whether it gets a token for the Kubernetes API."""
    plane: Plane = "data"
    """The plane of its namespace."""
    asks: Literal["database", "vault", "nats"] = "database"
    """What it asks, and so whom it believes."""
    certificate: str | None = None
    """The secret with the certificate by which NATS knows it, for one that asks NATS."""


def operations_template(pod: OperationsPod, account: pulumi.Input[str]) -> core.PodTemplateSpecArgs:
    """The template of the pod, which runs once and by its plan."""
    size = Amount(cpu=str(OPERATIONS_CPU), memory=str(OPERATIONS_MEMORY))
    return pod_template(
        Container(
            environment=pod.environment,
            component=pod.component,
            plane=pod.plane,
            image=pod.image,
            image_sha=pod.image_sha,
            # It serves nothing.
            port=ports.HTTPS,
            metrics=None,
            requests=size,
            limits=Amount(cpu="500m", memory=str(OPERATIONS_MEMORY)),
            arguments=pod.command,
            mounts={AUTHORITY_PATH: AUTHORITY} if pod.asks == "database" else {},
            mounts_token=pod.calls_kubernetes,
            asks_vault=pod.asks == "vault",
            certificates={CLIENT_PATH: pod.certificate} if pod.certificate else {},
            pull_secret=pod.pull_secret,
        ),
        service_account=account,
        node_labels=pod.placement.node_labels,
        tolerations=(),
        files=pod.plan,
        runs_once=True,
    )
