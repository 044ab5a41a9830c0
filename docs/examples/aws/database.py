"""The database of dev: encrypted by two keys, and open to the nodes' security group alone."""

from components.aws.database import Database, DatabaseArgs

Database(
    "database",
    DatabaseArgs(
        environment="dev",
        account_id="123456789012",
        vpc_id="vpc-1",
        subnet_ids=["subnet-a", "subnet-b"],
        client_security_group_ids={"nodes": "sg-nodes"},
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/database",
        log_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        log_retention_days=30,
        engine_version="16",
        instance_class="db.t4g.medium",
        allocated_storage_gib=50,
        max_allocated_storage_gib=200,
        multi_az=False,
        backup_retention_days=7,
        backup_window="02:00-03:00",
        maintenance_window="sun:04:00-sun:05:00",
        performance_insights_retention_days=7,
        deletion_protection=False,
        apply_immediately=True,
        protect=False,
    ),
)
