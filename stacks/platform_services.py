"""The services of the platform: one list, installed wave by wave, each once those of the waves before are healthy.

Argo CD orders by waves only what is inside of one application. These are applications of their own, made by this
program, so that it is the program that lets a wave wait; the annotation is there for whoever reads it in the cluster.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

import pulumi

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.installation import Installation
from domain.pod_demand import PodDemand
from settings.model import FoundationPlan, Settings
from stacks.cert_manager import CERTIFICATES
from stacks.external_dns import PUBLIC_NAMES
from stacks.keycloak import PEOPLE
from stacks.layer import Ground
from stacks.load_balancers import ENTRY
from stacks.nats import MESSAGES, STREAMS
from stacks.node_scaling import NODE_SCALING
from stacks.service_ground import PlatformService, ServiceGround
from stacks.signed_images import SIGNED_IMAGES
from stacks.temporal import RUNS
from stacks.vault import SECRET_FILES

SERVICES: tuple[PlatformService, ...] = (
    CERTIFICATES,
    NODE_SCALING,
    SIGNED_IMAGES,
    ENTRY,
    PUBLIC_NAMES,
    SECRET_FILES,
    MESSAGES,
    STREAMS,
    RUNS,
)
"""Those of every platform; what comes in one wave is installed side by side.

Wave 0 is for what brings kinds that others use (certificates, admission, metrics), wave 1 for what everybody stands on
(Vault, ingress, names), wave 2 for what stores and moves (Temporal, NATS, identity), wave 3 for what is left.
"""


def services_of(settings: Settings) -> tuple[PlatformService, ...]:
    """All of an environment's: those of every platform, and its Keycloak where it has one."""
    return (*SERVICES, PEOPLE) if settings.runs_keycloak else SERVICES


# Of a chart's workloads some wait for others: its database's schema, its servers, what configures them.
_ROLLOUTS = 3
# A person lets each wave in, and comes when they are asked to; the job that waits has an hour and a half.
_GATED_SECONDS = 2700


def build_services(
    ground: Ground,
    plan: FoundationPlan,
    *,
    project: pulumi.Input[str],
    namespace: pulumi.Input[str],
    services: Sequence[PlatformService] | None = None,
) -> Mapping[str, ArgoApplication]:
    """Install the services, and return the application of each."""
    _tell_of_the_gate(ground.settings)
    installed: dict[str, ArgoApplication] = {}
    for wave, members in groupby(
        sorted(_given(ground, services), key=lambda service: service.wave), lambda service: service.wave
    ):
        site = _site(ground, plan, wave, project=project, namespace=namespace, after=list(installed.values()))
        made = {service.name: service.build(site) for service in members if service.build}
        installed |= made
    return installed


def later(
    ground: Ground,
    plan: FoundationPlan,
    service: PlatformService,
    *,
    project: pulumi.Input[str],
    namespace: pulumi.Input[str],
    installed: Mapping[str, ArgoApplication],
    services: Sequence[PlatformService] | None = None,
) -> ServiceGround:
    """Return where and when a service is installed that waits for more than those of the waves before it."""
    waves = {each.name: each.wave for each in _given(ground, services)}
    before = [application for name, application in installed.items() if waves[name] < service.wave]
    return _site(ground, plan, service.wave, project=project, namespace=namespace, after=before)


def _tell_of_the_gate(settings: Settings) -> None:
    """Whoever runs an `up` sees applications wait, and nothing of what they wait for."""
    environment = settings.environment
    if environment.gated and not pulumi.runtime.is_dry_run():
        pulumi.log.info(
            f"{environment.name}: changes of the platform's services wait until somebody lets them in: "
            f"portarium platform sync {environment.name}"
        )


def _site(
    ground: Ground,
    plan: FoundationPlan,
    wave: int,
    *,
    project: pulumi.Input[str],
    namespace: pulumi.Input[str],
    after: Sequence[ArgoApplication],
) -> ServiceGround:
    settings = ground.settings
    place = Installation(
        project=project,
        namespace=namespace,
        wave=wave,
        wait_seconds=_GATED_SECONDS if settings.environment.gated else _ROLLOUTS * settings.rollout_seconds,
        after=after,
    )
    return ServiceGround(ground=ground, plan=plan, installation=place)


def _given(ground: Ground, services: Sequence[PlatformService] | None) -> Sequence[PlatformService]:
    return services_of(ground.settings) if services is None else services


def service_flows(ground: Ground, services: Sequence[PlatformService] | None = None) -> tuple[Flow, ...]:
    """The ways of all services."""
    return tuple(flow for service in _given(ground, services) for flow in service.flows(ground))


def service_demand(settings: Settings, services: Sequence[PlatformService] | None = None) -> list[PodDemand]:
    """What the pods of all services ask of the nodes, in an environment that owns its cluster."""
    return [
        demand
        for service in (services_of(settings) if services is None else services)
        for demand in service.demand(settings)
    ]
