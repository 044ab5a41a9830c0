"""Who may do what in Vault: the policies and the roles, as pure functions of the plan."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.plane import EnvironmentPlane
from domain.project import PROJECT
from domain.vault import AUDIENCE, CONFIGURATION, GUESTS, MOUNT, SIGN_IN, SNAPSHOTS, role_name, secrets_of
from ops.operations.vault.plan import VaultPlan

CONFIGURING = f"{PROJECT}-configuration"
"""The role and the policy of the job that configures Vault."""

SNAPPING = f"{PROJECT}-snapshots"
"""The role and the policy of the job that takes snapshots."""

_MINUTES = 60
_JOB_SECONDS = 15 * _MINUTES
_POD_SECONDS = 60 * _MINUTES


@dataclass(frozen=True, kw_only=True)
class Role:
    """Whose accounts sign in as what; the policy has the same name."""

    name: str
    """The role, and its policy."""
    policy: str
    """What it may do, in Vault's own language."""
    accounts: Sequence[str]
    """The service accounts."""
    namespaces: Sequence[str]
    """Their namespaces."""
    seconds: int
    """How long a token lives before it is renewed."""

    def content(self) -> dict[str, object]:
        """Return the role as Vault has it."""
        return {
            "bound_service_account_names": list(self.accounts),
            "bound_service_account_namespaces": list(self.namespaces),
            "audience": AUDIENCE,
            "token_policies": [self.name],
            "token_ttl": self.seconds,
        }


def configuring_role(plan: VaultPlan) -> Role:
    """The role of the job that configures Vault.

    It may write every policy and role of ours, its own among them, so it may make itself whatever it wants: what keeps
    it is that only its own account, in the platform's namespace, gets the role, and that all it does is written down.
    It reads no secret.
    """
    return Role(
        name=CONFIGURING,
        policy=_text(
            ("sys/audit", "read", "sudo"),
            ("sys/audit/*", "create", "update", "sudo"),
            ("sys/auth", "read"),
            (f"sys/{SIGN_IN}", "create", "update", "sudo"),
            (f"{SIGN_IN}/config", "create", "read", "update"),
            (f"{SIGN_IN}/role", "list"),
            (f"{SIGN_IN}/role/{PROJECT}-*", "create", "read", "update", "delete"),
            ("sys/policies/acl", "list"),
            (f"sys/policies/acl/{PROJECT}-*", "create", "read", "update", "delete"),
            ("sys/mounts", "read"),
            (f"sys/mounts/{MOUNT}", "create", "update"),
            (f"{MOUNT}/config", "create", "read", "update"),
        ),
        accounts=[CONFIGURATION],
        namespaces=[plan.namespace],
        seconds=_JOB_SECONDS,
    )


def roles(plan: VaultPlan, accessor: str) -> Iterator[Role]:
    """Every role that there is; `accessor` is what Vault calls the way by which accounts sign in."""
    yield configuring_role(plan)
    yield Role(
        name=SNAPPING,
        policy=_text(("sys/storage/raft/snapshot", "read")),
        accounts=[SNAPSHOTS],
        namespaces=[plan.namespace],
        seconds=_JOB_SECONDS,
    )
    for reader in plan.readers:
        yield Role(
            name=role_name(reader.environment, reader.plane),
            policy=reading_policy(reader.environment, reader.plane),
            accounts=["*"],
            namespaces=[reader.namespace],
            seconds=_POD_SECONDS,
        )
    for guests in plan.guests:
        # One role for all of them: it sees the namespace of whoever signed in, so nothing has to come or go with one.
        own = f"{{{{identity.entity.aliases.{accessor}.metadata.service_account_namespace}}}}"
        yield Role(
            name=role_name(GUESTS, guests.plane),
            policy=_reading(f"{GUESTS}/{own}"),
            accounts=["*"],
            namespaces=[guests.namespaces],
            seconds=_POD_SECONDS,
        )


def reading_policy(environment: str, plane: EnvironmentPlane) -> str:
    """What the pods of a plane may: read its own secrets."""
    return _reading(secrets_of(environment, plane))


def _reading(place: str) -> str:
    return _text((f"{MOUNT}/data/{place}/*", "read"), (f"{MOUNT}/metadata/{place}/*", "list", "read"))


def _text(*rules: tuple[str, *tuple[str, ...]]) -> str:
    return "".join(f'path "{path}" {{\n  capabilities = {json.dumps(sorted(may))}\n}}\n' for path, *may in rules)
