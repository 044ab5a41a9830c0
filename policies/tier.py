"""The demands of the tier that a resource's stack belongs to, from the registry of environments."""

from functools import cache

from domain.stack_name import account_of, is_review
from policies.resource import Resource
from settings.registry import Registry, TierRules, read_registry


def tier_rules(resource: Resource) -> TierRules:
    """Return the demands on a resource. The stack's name decides: a tag is only what the program says of itself."""
    return _rules_of(resource.stack)


@cache
def _rules_of(stack: str) -> TierRules:
    known = _registry()
    entries = {str(name): entry for name, entry in known.environments.items()}
    account = account_of(stack)
    if account is not None and account in known.accounts:
        return known.rules_of_account(account)
    if is_review(stack):
        return known.tiers[known.review.tier]
    # A stack that the registry does not know gets the strictest demands, those at the end of the promotion.
    return known.tiers[entries[stack if stack in known.stacks else known.stacks[-1]].tier]


@cache
def _registry() -> Registry:
    return read_registry()
