"""What an environment tells each chart of its platform, as plain data: for whoever renders without an engine."""

from collections.abc import Sequence

from components.kubernetes.environment import namespace_name
from domain.installed_chart import InstalledChart
from settings.charts import chart
from settings.model import Settings
from stacks.platform_services import SERVICES
from stacks.service_ground import PlatformService


def platform_values(settings: Settings, services: Sequence[PlatformService] = SERVICES) -> list[InstalledChart]:
    """Each service with its chart and its values; none for an environment that stands on another's platform."""
    plan = settings.foundation
    if plan is None:
        return []
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
