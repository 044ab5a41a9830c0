"""The identity by which records get into one zone."""

from components.platform.external_dns import ExternalDns, ExternalDnsArgs

ExternalDns(
    "external-dns",
    ExternalDnsArgs(
        environment="dev",
        account_id="123456789012",
        cluster_name="portarium-dev",
        cluster_arn="arn:aws:eks:eu-central-1:123456789012:cluster/portarium-dev",
        zone_id="Z0",
        permissions_boundary="arn:aws:iam::123456789012:policy/portarium-dev-boundary",
    ),
)
