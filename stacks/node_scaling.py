"""Node scaling on the platform: pools follow the pods that wait, within their bounds."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.node_scaling import (
    CLUSTER_AUTOSCALER,
    CLUSTER_KINDS,
    HOSTS,
    NodeScaling,
    NodeScalingArgs,
    node_scaling_demand,
    node_scaling_flows,
    node_scaling_values,
)
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement, service_replicas

# One works and one waits: a third would wait for both to be gone.
_MOST = 2


def _replicas(settings: Settings) -> int:
    return min(service_replicas(settings), _MOST)


def _values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    return node_scaling_values(
        environment=settings.environment.name,
        region=str(settings.region),
        replicas=_replicas(settings),
        placement=placement("system"),
    )


def _build(site: ServiceGround) -> ArgoApplication:
    settings, foundation = site.settings, site.ground.foundation
    return NodeScaling(
        "node-scaling",
        NodeScalingArgs(
            environment=settings.environment.name,
            chart=chart(CLUSTER_AUTOSCALER),
            installation=site.installation,
            region=str(settings.region),
            account_id=site.ground.account_id,
            cluster_name=foundation.cluster_name,
            cluster_arn=foundation.cluster_arn,
            replicas=_replicas(settings),
            placement=placement("system"),
            permissions_boundary=foundation.permissions_boundary_arn,
        ),
        opts=site.ground.in_both,
    ).application


def _flows(ground: Ground) -> Sequence[Flow]:
    return node_scaling_flows(ground.foundation.endpoint_blocks)


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return node_scaling_demand(_replicas(settings))


NODE_SCALING = PlatformService(
    name=CLUSTER_AUTOSCALER,
    chart=CLUSTER_AUTOSCALER,
    wave=0,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
    cluster_kinds=CLUSTER_KINDS,
)
"""The cluster autoscaler, in the first wave: what comes later may need the nodes that it adds."""
