"""The domains: an environment never answers under another one's names."""

from domain.public_domain import environment_prefix
from domain.text import shown
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield a prefix in prod, none elsewhere, and the prefix of another environment."""
    domains = draft.config.domains
    if domains is None or domains.env_prefix is None:
        return
    prefix, at = domains.env_prefix, "domains.envPrefix"
    default = environment_prefix(draft.stack.name)
    if draft.stack.tier == "prod" and prefix:
        yield at, f'{shown(prefix)}, prod has none; write "" or leave it out'
    if draft.stack.tier != "prod" and not prefix:
        yield at, f'empty, only prod has no prefix; the default is "{default}"'
    others = [name for name in draft.stack.registry.environments if name != draft.stack.name]
    if prefix in {environment_prefix(name) for name in others}:
        yield at, f'{shown(prefix)} is the prefix of another environment; the default is "{default}"'
