"""The files by which jobs of the operations image know what they are to do."""

PLAN_FILE = "access-plan.json"
"""The key of the config map of who has access to the database, and so the name of the file."""

SECRETS_PLAN_FILE = "secrets-plan.json"
"""The same for the secrets besides."""

VAULT_PLAN_FILE = "vault-plan.json"
"""The same for Vault: who reads from it, and where what must not be lost goes."""

NATS_PLAN_FILE = "nats-plan.json"
"""The same for NATS: where it is, and where copies of its streams are."""
