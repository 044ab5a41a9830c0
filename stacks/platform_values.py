"""What an environment tells each chart of its platform, as plain data: for whoever renders without an engine."""

from collections.abc import Sequence

from components.kubernetes.environment import namespace_name
from components.platform.argo_cd_values import argo_cd_values
from components.platform.external_secrets import EXTERNAL_SECRETS, external_secrets_values
from domain.external_secrets_size import external_secrets_replicas
from domain.gitops import GITOPS
from domain.installed_chart import InstalledChart
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.gitops import ARGO_CD, argo_cd_plan
from stacks.platform_services import services_of
from stacks.service_ground import PlatformService
from stacks.sizes import placement


def platform_values(settings: Settings, services: Sequence[PlatformService] | None = None) -> list[InstalledChart]:
    """Each with its chart and its values; none for an environment that stands on another's platform."""
    plan = settings.foundation
    if plan is None:
        return []
    services = services_of(settings) if services is None else services
    return [
        *_installed_by_the_program(settings, plan, services),
        *_installed_by_argo_cd(settings, plan, services),
    ]


def _installed_by_the_program(
    settings: Settings, plan: FoundationPlan, services: Sequence[PlatformService]
) -> list[InstalledChart]:
    secrets = external_secrets_values(
        environment=settings.environment.name,
        replicas=external_secrets_replicas(survives_a_zone=settings.environment.survives_a_zone),
        placement=placement("system"),
    )
    return [
        InstalledChart(
            service=EXTERNAL_SECRETS,
            chart=chart(EXTERNAL_SECRETS),
            namespace=namespace_name(settings.environment.name, "system"),
            values=secrets,
        ),
        InstalledChart(
            service=ARGO_CD,
            chart=chart(ARGO_CD),
            namespace=GITOPS,
            values=argo_cd_values(argo_cd_plan(settings, plan, services)),
        ),
    ]


def _installed_by_argo_cd(
    settings: Settings, plan: FoundationPlan, services: Sequence[PlatformService]
) -> list[InstalledChart]:
    namespace = namespace_name(settings.environment.name, "system")
    return [
        InstalledChart(
            service=service.name,
            chart=chart(service.chart),
            namespace=namespace,
            values=service.values(settings, plan),
        )
        for service in services
    ]
