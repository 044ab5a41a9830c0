"""The domains: an environment never answers under another one's names."""

from collections.abc import Iterator

from settings.domain.text import shown
from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield a prefix in prod, none elsewhere, and the prefix of another environment."""
    domains = config.domains
    if domains is None or domains.env_prefix is None:
        return
    prefix, at = domains.env_prefix, "domains.envPrefix"
    if stack.tier == "prod" and prefix:
        yield at, f'{shown(prefix)}, prod has none; write "" or leave it out'
    if stack.tier != "prod" and not prefix:
        yield at, f'empty, only prod has no prefix; the default is "x-{stack.name}"'
    others = [name for name in stack.registry.environments if name != stack.name]
    if prefix in {f"x-{name}" for name in others}:
        yield at, f'{shown(prefix)} is the prefix of another environment; the default is "x-{stack.name}"'
