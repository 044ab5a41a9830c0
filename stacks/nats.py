"""NATS on the platform, and the controller that makes its streams."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.environment import namespace_name
from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.image_hosts import DOCKER_HUB
from components.platform.nats import (
    CONTROLLER_KINDS,
    controller_demand,
    controller_flows,
    nats_demand,
    nats_flows,
    server_names,
)
from components.platform.nats_values import NatsSize, controller_values, nats_values
from components.platform.platform_certificate import PlatformCertificate, PlatformCertificateArgs, Usage
from domain.nats import CONTROLLER, CONTROLLER_TLS, NATS, SERVERS_TLS, STREAM_MAKER, user_of
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement

_BOTH_ENDS: tuple[Usage, ...] = ("server auth", "client auth")


def nats_size(settings: Settings, plan: FoundationPlan) -> NatsSize:
    """How much of NATS an environment has."""
    replicas = plan.platform.nats.pods
    return NatsSize(replicas=replicas, gibibytes=10 if replicas == 1 else 20, retained=settings.environment.protect)


def _values(settings: Settings, plan: FoundationPlan) -> dict[str, Any]:
    size = nats_size(settings, plan)
    return nats_values(environment=settings.environment.name, size=size, placement=placement("system"))


def _controller_values(settings: Settings, _: FoundationPlan) -> dict[str, Any]:
    environment = settings.environment.name
    return controller_values(
        environment=environment, namespace=namespace_name(environment, "system"), placement=placement("system")
    )


def client_certificate(site: ServiceGround, secret: str, user: str) -> PlatformCertificate:
    """The certificate of a user."""
    return _certificate(site, secret, [user_of(user)], ["client auth"])


def _certificate(
    site: ServiceGround, secret: str, names: Sequence[str], usages: Sequence[Usage]
) -> PlatformCertificate:
    return PlatformCertificate(
        secret,
        PlatformCertificateArgs(
            secret=secret,
            namespace=site.namespace,
            names=names,
            usages=usages,
            wait_seconds=site.settings.rollout_seconds,
            after=site.installation.after,
            cluster=site.ground.cluster,
        ),
        opts=site.ground.in_cluster,
    )


def _build(site: ServiceGround) -> ArgoApplication:
    names = server_names(namespace_name(site.ground.environment, "system"))
    certificate = _certificate(site, SERVERS_TLS, names, _BOTH_ENDS)
    return ArgoApplication(
        NATS,
        site.installation.of(NATS, chart=chart(NATS), values=_values(site.settings, site.plan), after=[certificate]),
        opts=site.ground.in_cluster,
    )


def _build_controller(site: ServiceGround) -> ArgoApplication:
    certificate = client_certificate(site, CONTROLLER_TLS, STREAM_MAKER)
    return ArgoApplication(
        CONTROLLER,
        site.installation.of(
            CONTROLLER,
            chart=chart(CONTROLLER),
            values=_controller_values(site.settings, site.plan),
            after=[certificate],
        ),
        opts=site.ground.in_cluster,
    )


def _flows(ground: Ground) -> Sequence[Flow]:
    return nats_flows(ground.foundation.endpoint_blocks)


def _controller_flows(_: Ground) -> Sequence[Flow]:
    return controller_flows()


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return nats_demand(nats_size(settings, settings.foundation)) if settings.foundation else ()


def _controller_demand(_: Settings) -> Sequence[PodDemand]:
    return controller_demand()


MESSAGES = PlatformService(
    name=NATS, chart=NATS, wave=2, values=_values, build=_build, flows=_flows, demand=_demand, hosts=DOCKER_HUB
)
"""The servers."""

STREAMS = PlatformService(
    name=CONTROLLER,
    chart=CONTROLLER,
    wave=2,
    values=_controller_values,
    build=_build_controller,
    flows=_controller_flows,
    demand=_controller_demand,
    hosts=DOCKER_HUB,
    cluster_kinds=CONTROLLER_KINDS,
    groups=("jetstream.nats.io",),
)
"""What makes streams of what stands beside the servers; it waits for them, and they for its kinds."""
