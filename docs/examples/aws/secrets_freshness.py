"""Alarms for secrets that are overdue, or that the cluster does not get."""

from components.aws.secrets_freshness import SecretsFreshness, SecretsFreshnessArgs

SecretsFreshness(
    "freshness",
    SecretsFreshnessArgs(
        environment="dev",
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        retention_days=30,
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-dev-alarms",
    ),
)
