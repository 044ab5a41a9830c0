"""Two secrets, and when each is due."""

from components.aws.secrets_bundle import BundleItem, SecretsBundle, SecretsBundleArgs

SecretsBundle(
    "secrets-bundle",
    SecretsBundleArgs(
        environment="dev",
        items=[
            BundleItem(name="control-plane/metrics-token", purpose="metrics-credentials", rotation_frequency_days=30),
            BundleItem(name="registry/pull", purpose="image-pull", rotation_frequency_days=180),
        ],
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/secrets",
        recovery_days=0,
    ),
)
