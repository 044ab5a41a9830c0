"""A key for SNS, and for nobody else."""

from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs

EncryptionKey(
    "notifications-key",
    EncryptionKeyArgs(
        environment="dev",
        purpose="notifications",
        description="Topics of dev",
        account_id="123456789012",
        services={"sns.amazonaws.com": {"StringEquals": {"aws:SourceAccount": "123456789012"}}},
    ),
)
