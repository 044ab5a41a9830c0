"""A namespace's way to Secrets Manager."""

from components.kubernetes.secret_store import SecretStore, SecretStoreArgs

SecretStore("store", SecretStoreArgs(namespace="apps-dev", region="eu-central-1"))
