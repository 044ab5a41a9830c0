"""Every way on from a role: what it may take on, make, hand over and rewrite, until nothing is new.

It errs on the side of finding a path: who may give a role a policy gives it all of them, whom a service would act for
is taken for reached, and of a request with several resources the one in question alone has to be allowed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from portarium_sandbox.iam.decision import Context, admits, allows, mentions
from tests.components.aws.action_reference import harms
from tests.components.aws.iam_account import EVERYTHING, Account, Document, Role, Thing

NOBODY = "an outsider"
"""A user or an issuer of the intruder's own making."""

_BOUNDARY = "iam:PermissionsBoundary"
_POLICIES_OF_ROLES = ("iam:AttachRolePolicy", "iam:PutRolePolicy")
_NEW_VERSIONS = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy")
_WAYS_OF_USERS = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:AttachUserPolicy")
_WAYS_OF_ISSUERS = (
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreateSAMLProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
)


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What somebody gets to, each with the steps that lead there."""

    roles: Mapping[str, Role]
    """The roles that can be acted as, with what they have become."""
    policies: Mapping[str, Document]
    """All policies, with those that can be rewritten in what they have become."""
    paths: Mapping[str, tuple[str, ...]]
    """The steps to each role and each rewritten policy, by its ARN."""


def walk(account: Account, start: str, *, new_names: tuple[str, ...]) -> Reached:
    """All that the role `start` gets to; `new_names` are names under which it tries to make roles and policies."""
    return _Walk(account, new_names).from_role(start)


def changeable(reached: Reached, things: Iterator[Thing], *, tags: Mapping[str, str]) -> Iterator[tuple[str, Thing]]:
    """What may be done to which of the things, by whoever is reached; `tags` are what a request may give."""
    given: Context = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    roles = _distinct(reached)
    for thing in things:
        for action in harms(thing.service, thing.kind):
            known: Context = {**thing.context(action), "aws:ViaAWSService": "false"}
            for role in roles[action]:
                asks = {**known, "aws:PrincipalArn": role.asked}
                if any(_may(role, reached.policies, action, thing.arn, {**asks, **more}) for more in ({}, given)):
                    yield action, thing
                    break


class _Actors(dict[str, list[Role]]):
    """Those of the reached roles whose policies speak of an action, by the action."""

    def __init__(self, roles: list[Role]) -> None:
        super().__init__()
        self._roles = roles

    def __missing__(self, action: str) -> list[Role]:
        self[action] = [role for role in self._roles if mentions(role.policies, action)]
        return self[action]


def _distinct(reached: Reached) -> _Actors:
    """One role for each set of rights: many of those that are reached have all that their boundary leaves."""
    return _Actors(list({(str(role.policies), role.boundary): role for role in reached.roles.values()}.values()))


def _may(role: Role, policies: Mapping[str, Document], action: str, resource: str, context: Context) -> bool:
    limit = None if role.boundary is None else policies[role.boundary]
    return allows(role.policies, action, resource, context=context, boundary=limit)


class _Walk:
    def __init__(self, account: Account, new_names: tuple[str, ...]) -> None:
        self._account = account
        self._new_names = new_names
        self._policies = dict(account.policies)
        self._roles: dict[str, Role] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._is_new = False

    def from_role(self, start: str) -> Reached:
        self._reach(self._account.roles[start], ())
        while self._is_new:
            self._is_new = False
            for actors in self._by_rights():
                self._take_roles(actors)
                self._make_roles(actors[0])
                self._rewrite(actors[0])
                self._leave_boundaries(actors[0])
                self._let_others_in(actors[0])
            self._take_everything()
        return Reached(roles=self._roles, policies=self._policies, paths=self._paths)

    def _reach(self, role: Role, path: tuple[str, ...]) -> None:
        if self._roles.get(role.arn) != role:
            self._roles[role.arn] = role
            self._paths.setdefault(role.arn, path)
            self._is_new = True

    def _by_rights(self) -> list[list[Role]]:
        """Those who may do the same do the same, so one of them tries."""
        groups: dict[tuple[str, str | None], list[Role]] = {}
        for role in self._roles.values():
            groups.setdefault((str(role.policies), role.boundary), []).append(role)
        return list(groups.values())

    def _take_everything(self) -> None:
        """Who may do everything under no boundary has won, and need not try it out."""
        for actor in list(self._roles.values()):
            limit = EVERYTHING if actor.boundary is None else self._policies[actor.boundary]
            if actor.policies == (EVERYTHING,) and limit is EVERYTHING:
                for role in self._account.roles.values():
                    self._go(actor, role, "may everything, and so is")
                self._is_new = False
                return

    def _go(self, actor: Role, role: Role, step: str) -> None:
        if role.arn not in self._roles:
            self._reach(role, (*self._paths[actor.arn], f"{step} {role.asked.rpartition(':')[2]}"))

    def _may(self, actor: Role, action: str, resource: str, context: Context | None = None) -> bool:
        known: Context = {"aws:PrincipalArn": actor.asked, **(context or {})}
        return _may(actor, self._policies, action, resource, known)

    def _take_roles(self, actors: list[Role]) -> None:
        """By its trust, by a new trust, or through a service that it trusts."""
        root = {"AWS": f"arn:aws:iam::{self._account.account_id}:root"}
        actor = actors[0]
        for role in self._account.roles.values():
            if role.arn in self._roles:
                continue
            limits = {_BOUNDARY: role.boundary} if role.boundary else {}
            if self._may(actor, "sts:AssumeRole", role.arn) and any(
                admits(role.trust, "sts:AssumeRole", {"aws:PrincipalArn": one.asked}, principal=root) for one in actors
            ):
                self._go(actor, role, "assumes")
            elif self._may(actor, "iam:UpdateAssumeRolePolicy", role.arn, limits):
                self._go(actor, role, "is trusted by")
            elif any(
                self._may(actor, "iam:PassRole", role.arn, {"iam:PassedToService": service})
                for service in role.services
            ):
                self._go(actor, role, "hands to a service")

    def _make_roles(self, actor: Role) -> None:
        """Under every boundary there is, and under none."""
        for name in self._new_names:
            arn = f"arn:aws:iam::{self._account.account_id}:role/{name}"
            for boundary in (None, *self._policies):
                context = {} if boundary is None else {_BOUNDARY: boundary}
                if self._may(actor, "iam:CreateRole", arn, context) and any(
                    self._may(actor, action, arn, context) for action in _POLICIES_OF_ROLES
                ):
                    made = Role(
                        owner=actor.owner,
                        arn=f"{arn}#{boundary}",
                        policies=(EVERYTHING,),
                        boundary=boundary,
                        trust={"Statement": []},
                    )
                    self._go(actor, made, "makes")

    def _rewrite(self, actor: Role) -> None:
        """The policies of roles that are reached, and policies that stand alone."""
        for role in list(self._roles.values()):
            limits = {_BOUNDARY: role.boundary} if role.boundary else {}
            if role.policies != (EVERYTHING,) and any(
                self._may(actor, action, role.asked, limits) for action in _POLICIES_OF_ROLES
            ):
                self._reach(replace(role, policies=(EVERYTHING,)), self._paths[role.arn])
        for arn, document in list(self._policies.items()):
            if document is not EVERYTHING and any(self._may(actor, action, arn) for action in _NEW_VERSIONS):
                self._change_policy(actor, arn, "rewrites")
        for name in self._new_names:
            arn = f"arn:aws:iam::{self._account.account_id}:policy/{name}"
            if arn not in self._policies and self._may(actor, "iam:CreatePolicy", arn):
                self._change_policy(actor, arn, "makes")

    def _change_policy(self, actor: Role, arn: str, step: str) -> None:
        """Whoever is reached may do more from now on."""
        self._policies[arn] = EVERYTHING
        self._paths[arn] = (*self._paths[actor.arn], f"{step} {arn.rpartition(':')[2]}")
        self._is_new = True

    def _leave_boundaries(self, actor: Role) -> None:
        for role in list(self._roles.values()):
            if role.boundary is None:
                continue
            if self._may(actor, "iam:DeleteRolePermissionsBoundary", role.asked, {_BOUNDARY: role.boundary}):
                bare = replace(role, arn=f"{role.asked}#{None}", boundary=None)
                self._reach(bare, self._paths[role.arn])
            for other in self._policies:
                if other != role.boundary and self._may(
                    actor, "iam:PutRolePermissionsBoundary", role.asked, {_BOUNDARY: other}
                ):
                    wider = replace(role, arn=f"{role.asked}#{other}", boundary=other)
                    self._reach(wider, self._paths[role.arn])

    def _let_others_in(self, actor: Role) -> None:
        """By a user's credential, or an issuer whose tokens the intruder writes."""
        account = self._account.account_id
        if any(self._may(actor, action, f"arn:aws:iam::{account}:user/operator") for action in _WAYS_OF_USERS):
            outsider = Role(owner="", arn=NOBODY, policies=(EVERYTHING,), boundary=None, trust={"Statement": []})
            self._go(actor, outsider, "becomes")
        issuer = f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
        if any(self._may(actor, action, issuer) for action in _WAYS_OF_ISSUERS):
            for role in self._account.roles.values():
                if role.trusts_issuers:
                    self._go(actor, role, "has an issuer for")
