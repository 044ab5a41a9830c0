"""The cluster of dev, in two private subnets and without an address on the internet."""

from components.aws.cluster import Cluster, ClusterArgs

Cluster(
    "cluster",
    ClusterArgs(
        environment="dev",
        cluster_name="portarium-dev",
        region="eu-central-1",
        version="1.35",
        account_id="123456789012",
        vpc_id="vpc-1",
        subnet_ids=["subnet-a", "subnet-b"],
        secrets_key_arn="arn:aws:kms:eu-central-1:123456789012:key/cluster-secrets",
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        log_retention_days=30,
    ),
)
