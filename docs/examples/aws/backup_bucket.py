"""Where Vault's snapshots go, for two weeks."""

from components.aws.backup_bucket import BackupBucket, BackupBucketArgs

BackupBucket(
    "vault-snapshots",
    BackupBucketArgs(
        environment="dev",
        purpose="vault-snapshots",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/secrets",
        access_log_bucket="portarium-dev-access-logs-1a2b",
        retention_days=14,
        protect=False,
    ),
)
