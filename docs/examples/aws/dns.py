"""The public and the private zone of staging."""

from components.aws.dns import DnsZones, DnsZonesArgs

DnsZones(
    "dns",
    DnsZonesArgs(
        environment="staging",
        account_id="123456789012",
        base_domain="portarium.example",
        env_prefix="staging",
        internal_domain="staging.portarium.internal",
        vpc_id="vpc-1",
        log_retention_days=30,
        protect=False,
    ),
)
