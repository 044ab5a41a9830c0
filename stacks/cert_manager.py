"""cert-manager on the platform, and the authority that its services believe."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.cert_manager import (
    CERT_MANAGER,
    CLUSTER_KINDS,
    HOSTS,
    cert_manager_demand,
    cert_manager_flows,
    cert_manager_values,
)
from components.platform.platform_authority import PlatformAuthority, PlatformAuthorityArgs
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.network_blocks import private_blocks
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement, service_replicas


def _values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    return cert_manager_values(
        environment=settings.environment.name,
        replicas=service_replicas(settings),
        placement=placement("system"),
    )


def _build(site: ServiceGround) -> ArgoApplication:
    settings = site.settings
    application = ArgoApplication(
        CERT_MANAGER,
        site.installation.of(CERT_MANAGER, chart=chart(CERT_MANAGER), values=_values(settings, site.plan)),
        opts=site.ground.in_cluster,
    )
    PlatformAuthority(
        "platform-authority",
        PlatformAuthorityArgs(
            environment=settings.environment.name,
            namespace=pulumi.Output.all(site.namespace, application.synced).apply(lambda values: str(values[0])),
            wait_seconds=settings.rollout_seconds,
            cluster=site.ground.cluster,
        ),
        # As a part of the application: whoever waits for that has an issuer to ask.
        opts=pulumi.ResourceOptions(parent=application),
    )
    return application


def _flows(ground: Ground) -> Sequence[Flow]:
    plan = ground.settings.foundation
    return cert_manager_flows(private_blocks(plan)) if plan else ()


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return cert_manager_demand(service_replicas(settings))


CERTIFICATES = PlatformService(
    name=CERT_MANAGER,
    chart=CERT_MANAGER,
    wave=0,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
    cluster_kinds=CLUSTER_KINDS,
)
"""cert-manager: everything that speaks TLS inside of the platform waits for it."""
