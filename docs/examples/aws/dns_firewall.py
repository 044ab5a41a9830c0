"""A network that resolves AWS's names and one registry, and says who asked for others."""

from components.aws.dns_firewall import DnsFirewall, DnsFirewallArgs

DnsFirewall(
    "names",
    DnsFirewallArgs(
        environment="dev",
        vpc_id="vpc-1",
        names=["*.amazonaws.com", "ghcr.io"],
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        log_retention_days=365,
    ),
)
