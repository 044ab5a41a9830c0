"""The hosts that the egress proxy lets each plane through to, and the files that say so where there is no cluster."""

from components.kubernetes.egress_proxy import proxy_files
from components.platform.external_dns import NAMES_HOSTS
from settings.model import Settings
from stacks.called import hosts_called


def execution_hosts(settings: Settings) -> list[str]:
    """The execution plane's."""
    return [host.as_domain for host in settings.egress.allowed_hosts]


def control_hosts(settings: Settings) -> list[str]:
    """The control plane's."""
    return [*hosts_called(settings), *NAMES_HOSTS]


def proxy_configuration_files(settings: Settings) -> dict[str, str]:
    """What the proxy is configured by, as files of one folder."""
    return proxy_files(execution_hosts(settings), control_hosts(settings))
