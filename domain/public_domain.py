"""The domain under which an environment answers."""


def environment_prefix(stack: str) -> str:
    """Return the label that sets an environment's domain apart unless its settings give another; prod has none."""
    return f"x-{stack}"


def public_domain(base_domain: str, env_prefix: str) -> str:
    """Return the domain of the environment's applications."""
    return f"{env_prefix}.{base_domain}" if env_prefix else base_domain
