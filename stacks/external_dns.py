"""external-dns on the platform."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.external_dns import (
    CLUSTER_KINDS,
    HOSTS,
    ExternalDns,
    ExternalDnsArgs,
    external_dns_demand,
    external_dns_flows,
    external_dns_values,
)
from domain.platform_services import NAMES
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement


def _values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    return external_dns_values(
        environment=settings.environment.name,
        domain=settings.domains.public_domain,
        region=str(settings.region),
        placement=placement("system"),
    )


def _build(site: ServiceGround) -> ArgoApplication:
    ground = site.ground
    names = ExternalDns(
        "external-dns",
        ExternalDnsArgs(
            environment=ground.environment,
            account_id=ground.account_id,
            cluster_name=ground.foundation.cluster_name,
            cluster_arn=ground.foundation.cluster_arn,
            zone_id=ground.foundation.public_zone_id,
            permissions_boundary=ground.foundation.permissions_boundary_arn,
        ),
        opts=ground.on_aws,
    )
    return ArgoApplication(
        NAMES,
        site.installation.of(
            NAMES,
            chart=chart(NAMES),
            values=_values(site.settings, site.plan),
            after=[names.role.association],
        ),
        opts=ground.in_cluster,
    )


def _flows(ground: Ground) -> Sequence[Flow]:
    return external_dns_flows(ground.environment)


def _demand(_: Settings) -> Sequence[PodDemand]:
    return external_dns_demand()


PUBLIC_NAMES = PlatformService(
    name=NAMES,
    chart=NAMES,
    wave=1,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
    cluster_kinds=CLUSTER_KINDS,
)
"""What writes the names of the environment into its zone."""
