"""What the services of the platform ask of the nodes, as each of their modules says."""

from collections.abc import Callable, Sequence

from domain.pod_demand import PodDemand
from settings.model import Settings

SERVICES: tuple[Callable[[Settings], Sequence[PodDemand]], ...] = ()
"""One function a service, of the settings of an environment that owns its cluster."""


def platform_demand(settings: Settings) -> list[PodDemand]:
    """Return the pods of all services of the platform."""
    return [demand for service in SERVICES for demand in service(settings)]
