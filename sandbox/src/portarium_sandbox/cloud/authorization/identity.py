"""What IAM has of a caller: its policies, its boundary, and how the policies of resources may name it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.iam.condition import listed
from portarium_sandbox.iam.decision import Document

if TYPE_CHECKING:
    # A caller is found among moto's extended backends, one of which asks for identities.
    from portarium_sandbox.cloud.caller import Caller

Grade = Literal["direct", "role", "account", ""]
"""How a policy names a caller: itself or everyone, its role, its whole account, or not at all.

What is given to a role goes through its boundary, what is given to an account through its policies besides; AWS gives
the rest to the session itself, past both.
"""

EVERYTHING: Document = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""What the root of an account may do."""
_NOTHING: Document = {"Statement": []}


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who asks, with the documents that say what it may do."""

    arn: str
    """Whom a refusal names."""
    principal_arn: str
    """The role or the user."""
    account: str
    kind: Literal["Account", "AssumedRole", "User", "Anonymous", "FederatedUser"]
    """In the words of `aws:PrincipalType`."""
    user_id: str = ""
    policies: Sequence[Document] = ()
    boundary: Document | None = None
    session_policy: Document | None = None

    def named_in(self, statement: Document) -> Grade:
        """How a statement of a resource's policy names this identity."""
        if "NotPrincipal" in statement:
            raise NotImplementedError("a policy that names whom it is not about (NotPrincipal)")
        principal: Any = statement.get("Principal")
        if principal == "*":
            return "direct"
        if not isinstance(principal, dict):
            return ""
        principal = cast("dict[str, Any]", principal)
        if self.kind == "FederatedUser":
            return "direct" if self.principal_arn in listed(principal.get("Federated", [])) else ""
        names = listed(principal.get("AWS", []))
        if "*" in names or self.arn in names or (self.kind == "User" and self.principal_arn in names):
            return "direct"
        if self.kind == "AssumedRole" and self.principal_arn in names:
            return "role"
        whole = self.account and {self.account, f"arn:aws:iam::{self.account}:root"}
        return "account" if whole and whole & set(names) else ""


ANYONE = Identity(arn="anonymous", principal_arn="", account="", kind="Anonymous")
"""Who signs nothing."""


def root(account: str) -> Identity:
    """The root of an account."""
    arn = f"arn:aws:iam::{account}:root"
    return Identity(arn=arn, principal_arn=arn, account=account, kind="Account", user_id=account, policies=[EVERYTHING])


def identity_of(caller: "Caller") -> Identity:
    """What IAM has of a session or a user at this moment."""
    iam = state.iam(caller.account_id)
    is_role = bool(caller.session_name)
    owner = state.role_of(caller.principal_arn) if is_role else iam.users[caller.principal_arn.rpartition("/")[2]]
    return Identity(
        arn=caller.arn,
        principal_arn=caller.principal_arn,
        account=caller.account_id,
        kind="AssumedRole" if is_role else "User",
        user_id=caller.user_id,
        policies=policies_of(owner) if is_role else _policies_of_user(iam, owner),
        boundary=boundary_of(owner) if is_role else None,
        session_policy=parsed(caller.session_policy) if caller.session_policy else None,
    )


def policies_of(owner: Any) -> list[Document]:
    """What a role, a user or a group has inside it, and what is attached to it."""
    inside = [parsed(each if isinstance(each, str) else json.dumps(each)) for each in owner.policies.values()]
    return [*inside, *(default_version(each) for each in owner.managed_policies.values())]


def boundary_of(role: Any) -> Document | None:
    """The boundary of a role; where its policy is gone, it lets nothing through."""
    arn = role.permissions_boundary_arn
    if not arn:
        return None
    found = state.iam(role.account_id).managed_policies.get(arn)
    return default_version(found) if found else _NOTHING


def default_version(policy: Any) -> Document:
    """A managed policy as it is in force."""
    document = next(version for version in policy.versions if version.is_default).document
    return parsed(document if isinstance(document, str) else json.dumps(document))


@lru_cache(maxsize=4096)
def parsed(text: str) -> Document:
    """A policy out of its text."""
    return json.loads(text)


def _policies_of_user(iam: Any, user: Any) -> list[Document]:
    groups = iam.get_groups_for_user(user.name)
    return [document for owner in (user, *groups) for document in policies_of(owner)]
