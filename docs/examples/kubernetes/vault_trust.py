"""Whom a namespace believes to be Vault."""

from components.kubernetes.vault_trust import VaultTrust, VaultTrustArgs

VaultTrust(
    "vault-trust",
    VaultTrustArgs(namespace="apps-dev", store="environment", path="portarium/dev/vault/authority", wait_seconds=300),
)
