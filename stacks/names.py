"""Which names the network of an environment resolves."""

from collections.abc import Iterable

from components.aws.dns_firewall import DnsFirewall, DnsFirewallArgs
from components.aws.environment_keys import EnvironmentKeys
from components.aws.network import Network
from domain.allowed_host import AllowedHost
from domain.keycloak import CHART as KEYCLOAK_CHART
from domain.resolved_names import AWS, CHARTS, DELIVERY, IMAGES, domains_of
from domain.retention import LogDays
from domain.url import Url
from settings.charts import read_charts
from settings.model import Settings
from settings.sections.github import CODEBUILD
from stacks.called import hosts_called
from stacks.gitops import ARGO_CD_HOSTS
from stacks.platform_services import services_of
from stacks.site import Site

_LOG_DAYS: LogDays = 365


def build_names(site: Site, *, keys: EnvironmentKeys, network: Network) -> None:
    """The firewall of the network's resolver."""
    DnsFirewall(
        "names",
        DnsFirewallArgs(
            environment=site.settings.environment.name,
            vpc_id=network.vpc_id,
            names=sorted(resolved_names(site.settings, site.plan.network.resolved_hosts)),
            logs_key_arn=keys.logs_arn,
            log_retention_days=_LOG_DAYS,
            protect=site.settings.environment.protect,
        ),
        opts=site.on_aws,
    )


def resolved_names(settings: Settings, more: Iterable[AllowedHost] = ()) -> set[str]:
    """What somebody in the network calls, where charts and images are, what the proxy lets through, and `more`."""
    delivery = DELIVERY if settings.github.runner == CODEBUILD else ()
    own = [f".{domain}" for domain in (settings.domains.public_domain, str(settings.domains.internal_domain))]
    hosts = [*own, *hosts_called(settings), *(host.as_domain for host in (*settings.egress.allowed_hosts, *more))]
    # A chart that only some environments have is nobody's to ask for elsewhere.
    listed = [one for one in read_charts().values() if one.name != KEYCLOAK_CHART or settings.runs_keycloak]
    charts = [*CHARTS, *(Url(one.repository).host for one in listed)]
    services = [*ARGO_CD_HOSTS, *(host for service in services_of(settings) for host in service.hosts)]
    return {*AWS, *IMAGES, *charts, *services, *delivery, *(domain for host in hosts for domain in domains_of(host))}
