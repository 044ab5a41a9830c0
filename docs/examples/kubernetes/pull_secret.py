"""What a namespace's pods pull private images with."""

from components.kubernetes.pull_secret import PullSecret, PullSecretArgs

PullSecret(
    "pull-secret",
    PullSecretArgs(namespace="apps-dev", store="environment", path="portarium/dev/registry/pull", wait_seconds=300),
)
