"""Vault on the platform."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.environment import namespace_name
from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.image_hosts import DOCKER_HUB
from components.platform.vault import CLUSTER_KINDS, Vault, VaultArgs
from components.platform.vault_values import VaultChartArgs, VaultSize, vault_values
from components.platform.vault_ways import vault_demand, vault_flows
from domain.pod_demand import PodDemand
from domain.vault import VAULT
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.network_blocks import private_blocks
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement


def vault_size(plan: FoundationPlan) -> VaultSize:
    """How much of Vault an environment has."""
    wanted = plan.platform.vault
    return VaultSize(
        replicas=wanted.pods,
        cpu=wanted.requests.cpu,
        memory=wanted.requests.memory,
        storage=wanted.storage,
        audit=wanted.audit_storage,
    )


def _chart_args(settings: Settings, plan: FoundationPlan) -> VaultChartArgs:
    environment = settings.environment
    return VaultChartArgs(
        environment=environment.name,
        region=str(settings.region),
        namespace=namespace_name(environment.name, "system"),
        version=chart(VAULT).app_version,
        size=vault_size(plan),
        retained=environment.protect,
        placement=placement("system"),
    )


def _values(settings: Settings, plan: FoundationPlan) -> dict[str, Any]:
    return vault_values(_chart_args(settings, plan))


def _build(site: ServiceGround) -> ArgoApplication:
    settings, foundation = site.settings, site.ground.foundation
    return Vault(
        VAULT,
        VaultArgs(
            chart=chart(VAULT),
            values=_chart_args(settings, site.plan),
            installation=site.installation,
            account_id=site.ground.account_id,
            cluster_name=foundation.cluster_name,
            cluster_arn=foundation.cluster_arn,
            key_arn=foundation.vault_key_arn,
            permissions_boundary=foundation.permissions_boundary_arn,
            certificate_seconds=settings.rollout_seconds,
            cluster=site.ground.cluster,
        ),
        opts=site.ground.in_both,
    ).application


def _flows(ground: Ground) -> Sequence[Flow]:
    plan = ground.settings.foundation
    if plan is None:
        return ()
    return vault_flows(aws_blocks=ground.foundation.endpoint_blocks, control_plane_blocks=private_blocks(plan))


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return vault_demand(vault_size(settings.foundation)) if settings.foundation else ()


SECRET_FILES = PlatformService(
    name=VAULT,
    chart=VAULT,
    wave=1,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=DOCKER_HUB,
    cluster_kinds=CLUSTER_KINDS,
)
"""Vault: secrets that workloads are given as files."""
