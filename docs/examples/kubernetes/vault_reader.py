"""An account by which the operator reads from Vault for a namespace."""

from components.kubernetes.vault_reader import VaultReader, VaultReaderArgs

VaultReader(
    "reader",
    VaultReaderArgs(
        namespace="apps-dev",
        server="https://vault.system.svc:8200",
        mount="portarium",
        role="portarium-dev-control",
        authority="vault-authority",
        operator=("system", "external-secrets"),
    ),
)
