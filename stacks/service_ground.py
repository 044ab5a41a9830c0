"""What a service of the platform is described by, and what it is built from.

A service is one module `stacks/<service>.py` with one constant, its `PlatformService`, which joins
`components/platform/<service>.py` with the settings. It is listed in `stacks/platform_services.py`, and from that list
come its turn, its ways, the names that the network resolves for it, and what the project of Argo CD lets in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.argo_project import ObjectKind
from components.platform.installation import Installation
from domain.pod_demand import PodDemand
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground


@dataclass(frozen=True, kw_only=True)
class ServiceGround:
    """The layer below, the settings of whoever owns the cluster, and where and when the service is installed."""

    ground: Ground
    """The layer below: AWS, the cluster, and the options of components on either (`ground.in_both`)."""
    plan: FoundationPlan
    """The settings that only a stack with a cluster of its own has."""
    installation: Installation
    """Its place and its turn; `installation.of(…)` is what `ArgoApplication` takes."""

    @property
    def settings(self) -> Settings:
        """The settings of the stack."""
        return self.ground.settings

    @property
    def namespace(self) -> pulumi.Input[str]:
        """The platform's namespace, known once its ways are open: what is beside a chart goes there."""
        return self.installation.namespace


def no_flows(_: Ground) -> Sequence[Flow]:
    """The ways of a service that talks to nobody."""
    return ()


def no_demand(_: Settings) -> Sequence[PodDemand]:
    """What a service asks of the nodes that has no pods."""
    return ()


@dataclass(frozen=True, kw_only=True)
class PlatformService:
    """One service: what it is installed from, what it is told, whom it talks to, and when it comes."""

    name: str
    """The name of its application and of the chart's release."""
    chart: str
    """The chart, as infra/charts.json calls it."""
    wave: int
    """Its turn: the services of the waves before are healthy when it is installed."""
    values: Callable[[Settings, FoundationPlan], dict[str, Any]]
    """What differs from the chart's defaults; plain values, so that they are rendered without an engine."""
    build: Callable[[ServiceGround], ArgoApplication] | None = None
    """Makes what it has on AWS and beside its chart, and its application, which later waves wait for; None for one
    that waits for the environment's database, and is made by the layer that has it."""
    flows: Callable[[Ground], Sequence[Flow]] = no_flows
    """Its ways, written into the platform's namespace."""
    demand: Callable[[Settings], Sequence[PodDemand]] = no_demand
    """What its pods ask of the nodes, at their worst: an environment whose nodes don't hold it is refused."""
    hosts: Sequence[str] = ()
    """The names outside that its pods, or the nodes for its images, ask for; `*.` stands for all below a domain."""
    cluster_kinds: Sequence[ObjectKind] = ()
    """The kinds without a namespace that its chart brings."""
    groups: Sequence[str] = ()
    """The API groups of its own kinds, of which its chart or another one brings objects."""
