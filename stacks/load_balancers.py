"""The controller of load balancers on the platform."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.load_balancers import (
    CLUSTER_KINDS,
    HOSTS,
    LOAD_BALANCERS,
    LoadBalancers,
    LoadBalancersArgs,
    load_balancers_demand,
    load_balancers_flows,
    load_balancers_values,
)
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.network_blocks import private_blocks
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement, service_replicas


def _values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    return load_balancers_values(
        environment=settings.environment.name,
        tier=settings.environment.tier,
        region=str(settings.region),
        replicas=service_replicas(settings),
        placement=placement("system"),
        # Where people sign in with the platform's own provider, they come in to that too.
        served=("control", "system") if settings.runs_keycloak else ("control",),
    )


def _build(site: ServiceGround) -> ArgoApplication:
    ground = site.ground
    balancers = LoadBalancers(
        "load-balancers",
        LoadBalancersArgs(
            environment=ground.environment,
            account_id=ground.account_id,
            cluster_name=ground.foundation.cluster_name,
            cluster_arn=ground.foundation.cluster_arn,
            permissions_boundary=ground.foundation.permissions_boundary_arn,
        ),
        opts=ground.on_aws,
    )
    return ArgoApplication(
        LOAD_BALANCERS,
        site.installation.of(
            LOAD_BALANCERS,
            chart=chart(LOAD_BALANCERS),
            values=_values(site.settings, site.plan),
            after=[balancers.role.association],
        ),
        opts=ground.in_cluster,
    )


def _flows(ground: Ground) -> Sequence[Flow]:
    plan = ground.settings.foundation
    return load_balancers_flows(private_blocks(plan), ground.foundation.endpoint_blocks) if plan else ()


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return load_balancers_demand(service_replicas(settings))


ENTRY = PlatformService(
    name=LOAD_BALANCERS,
    chart=LOAD_BALANCERS,
    wave=1,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
    cluster_kinds=CLUSTER_KINDS,
    # The certificate of its webhook, who signs that, and its own.
    groups=("cert-manager.io", "elbv2.k8s.aws"),
)
"""What makes the load balancer that requests come in through."""
