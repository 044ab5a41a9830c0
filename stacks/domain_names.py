"""The names that an environment answers to, and the certificate for them."""

from dataclasses import dataclass

from components.aws.certificate import ValidatedCertificate, ValidatedCertificateArgs
from components.aws.dns import DnsZones, DnsZonesArgs
from components.aws.network import Network
from domain.retention import LogDays
from stacks.site import Site

_LOG_DAYS: LogDays = 365


@dataclass(frozen=True, kw_only=True)
class DomainNames:
    """The zones and, once they are delegated, the certificate for what is in them."""

    zones: DnsZones
    certificate: ValidatedCertificate | None


def build_domain_names(site: Site, network: Network) -> DomainNames:
    """The public zone, the private one of the network, and the certificate of the public names."""
    zones = _zones(site, network)
    return DomainNames(zones=zones, certificate=_certificate(site, zones))


def _zones(site: Site, network: Network) -> DnsZones:
    domains = site.settings.domains
    return DnsZones(
        "dns",
        DnsZonesArgs(
            environment=site.settings.environment.name,
            account_id=site.account_id,
            base_domain=str(domains.base_domain),
            env_prefix=domains.env_prefix,
            internal_domain=str(domains.internal_domain),
            vpc_id=network.vpc_id,
            log_retention_days=_LOG_DAYS,
            protect=site.settings.environment.protect,
        ),
        opts=site.on_aws,
    )


def _certificate(site: Site, zones: DnsZones) -> ValidatedCertificate | None:
    domains = site.settings.domains
    if not domains.delegated:
        return None
    return ValidatedCertificate(
        "certificate",
        ValidatedCertificateArgs(
            domain_names=[domains.public_domain, f"*.{domains.public_domain}"],
            zone_id=zones.public_zone_id,
        ),
        opts=site.on_aws,
    )
