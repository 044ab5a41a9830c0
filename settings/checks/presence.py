"""Which keys a stack must have and must not have, by its topology."""

from domain.text import shown
from settings.draft import Draft, Findings
from settings.stack_config import FOUNDATION, REQUIRED, REQUIRED_OF_DEDICATED

_SHA_MISSING = "missing; set it with: pulumi config set imageSha <full git SHA>"


def check(draft: Draft) -> Findings:
    """Yield each missing key, each key that the topology has no use for, and a wrong choice of the owner."""
    config, shared = draft.config, draft.topology == "shared"
    fields = type(config).model_fields.items()
    given = {field.alias or name for name, field in fields if getattr(config, name) is not None}
    for key in (*REQUIRED, *(() if shared else REQUIRED_OF_DEDICATED)):
        if key not in given:
            yield key, _SHA_MISSING if key == "imageSha" else "missing; docs/settings.md describes it"
    if shared:
        for key in FOUNDATION:
            if key in given:
                yield key, "a shared stack has none of its own, it uses its owner's; remove it"
        yield from _check_owner(draft)
    elif draft.stack.is_review:
        yield "topology", '"dedicated" is not for review stacks; they are shared'
    elif config.shared_with is not None:
        yield "sharedWith", "only a stack with topology shared has it; remove it"


def _check_owner(draft: Draft) -> Findings:
    others = [name for name in draft.stack.registry.stacks if name != draft.stack.name]
    if draft.owner is None:
        yield "sharedWith", f"missing; a shared stack names its owner, one of {', '.join(others)}"
    elif draft.owner not in others:
        yield "sharedWith", f"{shown(draft.owner)} cannot be the owner; it is one of {', '.join(others)}"
    elif (home := draft.stack.registry.account_of(draft.owner)) != draft.stack.home.account:
        yield "sharedWith", f"{draft.owner} lies in the account {home}, this one in {draft.stack.home.account}"
