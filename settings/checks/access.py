"""Access: every principal has one grant, and emergencies have begun."""

from domain.text import shown
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield a cluster without administrators, principals with two grants, and grants that begin in the future."""
    access = draft.config.access
    shared = draft.topology == "shared"
    if not shared and not (access and access.administrators):
        yield "access.administrators", "missing; without one nobody, not even the next update, could reach the cluster"
    if access is None:
        return
    if shared and access.administrators:
        yield "access.administrators", "a shared stack has none of its own, the cluster is its owner's; remove it"
    # EKS has one access entry for a principal, so two grants would overwrite each other.
    taken: dict[str, str] = {}
    for path, principal in _principals(draft):
        if principal in taken:
            yield path, f"{shown(principal)} is listed in {taken[principal]} already; a principal has one grant"
        taken.setdefault(principal, path)
    for index, grant in enumerate(access.break_glass):
        if grant.granted_at.time > draft.stack.now:
            yield f"access.breakGlass[{index}].grantedAt", f"{grant.granted_at} is in the future"


def _principals(draft: Draft) -> Findings:
    access = draft.config.access
    if access is None:
        return
    for index, principal in enumerate(access.administrators):
        yield f"access.administrators[{index}]", principal
    for role, principals in access.grants.items():
        for index, principal in enumerate(principals):
            yield f"access.grants.{role}[{index}]", principal
    for index, grant in enumerate(access.break_glass):
        if grant.is_active(draft.stack.now):
            yield f"access.breakGlass[{index}].principal", grant.principal
