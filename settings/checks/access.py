"""Access: every principal has one grant, and emergencies have begun."""

from collections.abc import Iterator

from settings.domain.text import shown
from settings.stack import Stack
from settings.stack_config import StackConfig


def check(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield a cluster without administrators, principals with two grants, and grants that begin in the future."""
    access = config.access
    shared = stack.topology_of(config) == "shared"
    if not shared and not (access and access.administrators):
        yield "access.administrators", "missing; without one nobody, not even the next update, could reach the cluster"
    if access is None:
        return
    if shared and access.administrators:
        yield "access.administrators", "a shared stack has none of its own, the cluster is its owner's; remove it"
    # EKS has one access entry for a principal, so two grants would overwrite each other.
    taken: dict[str, str] = {}
    for path, principal in _principals(config, stack):
        if principal in taken:
            yield path, f"{shown(principal)} is listed in {taken[principal]} already; a principal has one grant"
        taken.setdefault(principal, path)
    for index, grant in enumerate(access.break_glass):
        if grant.granted_at.time > stack.now:
            yield f"access.breakGlass[{index}].grantedAt", f"{grant.granted_at} is in the future"


def _principals(config: StackConfig, stack: Stack) -> Iterator[tuple[str, str]]:
    access = config.access
    if access is None:
        return
    for index, principal in enumerate(access.administrators):
        yield f"access.administrators[{index}]", principal
    for role, principals in access.grants.items():
        for index, principal in enumerate(principals):
            yield f"access.grants.{role}[{index}]", principal
    for index, grant in enumerate(access.break_glass):
        if grant.is_active(stack.now):
            yield f"access.breakGlass[{index}].principal", grant.principal
