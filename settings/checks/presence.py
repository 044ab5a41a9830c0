"""Which keys a stack must have and must not have, by its topology."""

from collections.abc import Iterator

from settings.domain.text import shown
from settings.stack import Stack
from settings.stack_config import FOUNDATION, StackConfig

_ALWAYS = ("region", "images", "github", "domains", "workloads", "database", "evidence")
_DEDICATED = ("cluster", "nodePools", "budget")


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield each missing key, each key that the topology has no use for, and a wrong choice of the owner."""
    given = {
        field.alias or name for name, field in StackConfig.model_fields.items() if getattr(config, name) is not None
    }
    if "imageSha" not in given:
        yield "imageSha", "missing; set it with: pulumi config set imageSha <full git SHA>"
    shared = stack.topology_of(config) == "shared"
    for key in (*_ALWAYS, *(() if shared else _DEDICATED)):
        if key not in given:
            yield key, "missing; docs/settings.md describes it"
    if shared:
        for key in FOUNDATION:
            if key in given:
                yield key, "a shared stack has none of its own, it uses its owner's; remove it"
        yield from _check_owner(config, stack)
    elif stack.is_review:
        yield "topology", '"dedicated" is not for review stacks; they are shared'
    elif config.shared_with is not None:
        yield "sharedWith", "only a stack with topology shared has it; remove it"


def _check_owner(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    owner = stack.owner_of(config)
    others = [name for name in stack.registry.stacks if name != stack.name]
    if owner is None:
        yield "sharedWith", f"missing; a shared stack names its owner, one of {', '.join(others)}"
    elif owner not in others:
        yield "sharedWith", f"{shown(owner)} cannot be the owner; it is one of {', '.join(others)}"
