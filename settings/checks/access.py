"""Access: every principal has one grant, and emergencies have begun."""

from collections.abc import Iterator

from domain.access_grant import PIPELINE, delivery_role_name, grant_name
from domain.access_role import BREAK_GLASS, AccessRole
from domain.iam_role import IamRole
from domain.stack_name import stack_file
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
    if shared:
        yield from _check_shared(draft)
    yield from _check_principals(draft)
    for index, grant in enumerate(access.break_glass):
        if grant.granted_at.time > draft.stack.now:
            yield f"access.breakGlass[{index}].grantedAt", f"{grant.granted_at} is in the future"


def _check_shared(draft: Draft) -> Findings:
    """Who enters the cluster is its owner's, and a grant that is written here would let nobody in."""
    access = draft.config.access
    if access is None:
        return
    owner = stack_file(draft.owner) if draft.owner else "its owner's file"
    if access.administrators:
        yield "access.administrators", "a shared stack has none of its own, the cluster is its owner's; remove it"
    for key, given in (("grants", access.grants), ("breakGlass", access.break_glass)):
        if given:
            yield (
                f"access.{key}",
                f"a shared stack has none of its own; they stand in {owner}, its cluster's; remove it",
            )


def _check_principals(draft: Draft) -> Findings:
    """EKS has one access entry for a principal, and the program one resource for a grant's name."""
    pipeline = {delivery_role_name(draft.stack.name, purpose): whose for purpose, whose in PIPELINE.items()}
    listed: dict[str, list[tuple[str | None, str]]] = {}
    named = dict(PIPELINE)
    for path, principal, role in _principals(draft):
        account = principal.account or draft.stack.home.account_id
        # A role's name is unique in its account, whatever its path and case. Where an account is not known, the two
        # are taken for one: a name that has no account may well be the other's.
        same_name = listed.setdefault(principal.name.lower(), [])
        other = next((at for known, at in same_name if _is_one(known, account)), None)
        name = grant_name(principal, role)
        if other:
            yield path, f"{shown(principal)} is listed in {other} already; a principal has one grant"
        elif principal.name.lower() in pipeline and _is_one(draft.stack.home.account_id, account):
            yield path, f"{shown(principal)} is the role of {pipeline[principal.name.lower()]}, which enters by itself"
        elif name in named:
            yield path, f"{shown(principal)}: its access entry would be called {name}, as that of {named[name]} is"
        same_name.append((account, path))
        named.setdefault(name, path)


def _is_one(known: str | None, account: str | None) -> bool:
    return known is None or account is None or known == account


def _principals(draft: Draft) -> Iterator[tuple[str, IamRole, AccessRole | None]]:
    access = draft.config.access
    if access is None:
        return
    for index, principal in enumerate(access.administrators):
        yield f"access.administrators[{index}]", principal, None
    for role, principals in access.grants.items():
        for index, principal in enumerate(principals):
            yield f"access.grants.{role}[{index}]", principal, role
    for index, grant in enumerate(access.break_glass):
        if grant.is_active(draft.stack.now):
            yield f"access.breakGlass[{index}].principal", grant.principal, BREAK_GLASS
