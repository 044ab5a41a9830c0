"""The files by which jobs of the operations image know what they are to do."""

PLAN_FILE = "access-plan.json"
"""The key of the config map of who has access to the database, and so the name of the file."""

SECRETS_PLAN_FILE = "secrets-plan.json"
"""The same for the secrets besides."""
