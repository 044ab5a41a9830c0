"""Where the secrets of an environment are in Secrets Manager."""

from domain.project import PROJECT


def secret_path(environment: str, item: str) -> str:
    """`portarium/<environment>/<item>`, the name of a secret in Secrets Manager; IAM patterns stop at the slashes."""
    return f"{PROJECT}/{environment}/{item}"
