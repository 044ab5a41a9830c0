"""Brings a Vault in step with its plan: what is as it should be is left alone, and what has no place goes."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import ports
from domain.gitops import IN_CLUSTER
from domain.project import PROJECT
from domain.vault import AUDIT_FILE, METHOD, MOUNT, SIGN_IN
from ops.operations.error import OperationError
from ops.operations.vault.plan import VaultPlan
from ops.operations.vault.policies import Role, configuring_role, roles
from ops.operations.vault.server import Vault, VaultError

Told = Callable[[str], None]

_KUBERNETES = f"{IN_CLUSTER}:{ports.HTTPS}"
# A second one: where none can be written to, Vault answers nobody, and a volume may be full.
_AUDITS = {"file": AUDIT_FILE, "output": "stdout"}
_TRIES = 60
_DESCRIPTION = "made by portarium vault configure"


def lay_foundations(vault: Vault, plan: VaultPlan, told: Told) -> str:
    """See to what the job itself gets in by, the log first; return what Vault calls the way that accounts come in."""
    found = _below(vault, "sys/audit")
    for name, place in _AUDITS.items():
        if f"{name}/" not in found:
            vault.write(
                f"sys/audit/{name}",
                {"type": "file", "description": _DESCRIPTION, "options": {"file_path": place}},
            )
            told(f"audit/{name}: requests are written down now")
    if f"{METHOD}/" not in _below(vault, "sys/auth"):
        vault.write(f"sys/{SIGN_IN}", {"type": METHOD, "description": _DESCRIPTION})
        told(f"{SIGN_IN}: accounts of the cluster can sign in now")
    # Without a token of its own it asks Kubernetes as its own account, whose token the kubelet renews.
    _keep(
        vault,
        f"{SIGN_IN}/config",
        {"kubernetes_host": _KUBERNETES, "disable_local_ca_jwt": False, "disable_iss_validation": True},
        told,
    )
    _settle_role(vault, configuring_role(plan), told)
    return str(_below(vault, "sys/auth")[f"{METHOD}/"]["accessor"])


def settle(vault: Vault, plan: VaultPlan, told: Told, pause: Callable[[float], None]) -> None:
    """Bring everything in step with the plan; `pause` is what waits."""
    accessor = lay_foundations(vault, plan, told)
    if f"{MOUNT}/" not in _below(vault, "sys/mounts"):
        vault.write(f"sys/mounts/{MOUNT}", {"type": "kv", "description": _DESCRIPTION, "options": {"version": "2"}})
        told(f"{MOUNT}: keeps secrets now, with versions")
    _wait_for_versions(vault, pause)
    _keep(vault, f"{MOUNT}/config", {"max_versions": plan.versions}, told)
    wanted = {role.name: role for role in roles(plan, accessor)}
    for role in wanted.values():
        _settle_role(vault, role, told)
    # The role first: a role without its policy may do nothing, a policy without a role is nobody's.
    for path in (f"{SIGN_IN}/role", "sys/policies/acl"):
        for name in vault.keys(path):
            if name.startswith(f"{PROJECT}-") and name not in wanted:
                vault.delete(f"{path}/{name}")
                told(f"{path}/{name}: is gone, as nothing of the plan has it")


def _wait_for_versions(vault: Vault, pause: Callable[[float], None]) -> None:
    """Wait until a new mount has been made one with versions, and refuses its configuration no longer."""
    for _ in range(_TRIES):
        try:
            vault.find(f"{MOUNT}/config")
        except VaultError as error:
            if not error.message.startswith("Upgrading"):
                raise
            pause(1.0)
        else:
            return
    raise OperationError(f"{vault.address}: {MOUNT} is still being made one with versions after {_TRIES} s")


def _settle_role(vault: Vault, role: Role, told: Told) -> None:
    """The policy before the role, which would otherwise come without any."""
    _keep(vault, f"sys/policies/acl/{role.name}", {"policy": role.policy}, told)
    _keep(vault, f"{SIGN_IN}/role/{role.name}", role.content(), told)


def _keep(vault: Vault, path: str, wanted: Mapping[str, Any], told: Told) -> None:
    """Write what differs, whole."""
    found = vault.find(path)
    held: Mapping[str, Any] = found["data"] if found else {}
    if any(held.get(key) != value for key, value in wanted.items()):
        vault.write(path, wanted)
        told(f"{path}: is {'changed' if found else 'there'} now")


def _below(vault: Vault, path: str) -> dict[str, Any]:
    """What is mounted at a path, by its name and a slash."""
    return vault.read(path)["data"]
