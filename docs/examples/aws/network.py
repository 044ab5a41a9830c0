"""The network of dev, over two zones that share a way out."""

from components.aws.network import Network, NetworkArgs

Network(
    "network",
    NetworkArgs(
        environment="dev",
        region="eu-central-1",
        account_id="123456789012",
        cidr="10.16.0.0/16",
        zones=["eu-central-1a", "eu-central-1b"],
        nat_per_zone=False,
        cluster_name="portarium-dev",
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        flow_log_retention_days=30,
    ),
)
