"""An empty secret, which an operator fills by `aws secretsmanager put-secret-value`."""

from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs

EnvironmentSecret(
    "gateway-token",
    EnvironmentSecretArgs(
        environment="dev",
        item="gateway/bearer-token",
        description="What the gateway is called with, written by an operator",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/secrets",
        recovery_days=0,
    ),
)
