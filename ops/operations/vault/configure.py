"""Initialises a Vault once and configures it at every release; a run that was lost half-way is gone on with."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from domain.vault import SIGN_IN
from ops.operations.aws import NOT_THERE, Aws, AwsError
from ops.operations.error import OperationError
from ops.operations.vault.plan import VaultPlan
from ops.operations.vault.policies import CONFIGURING
from ops.operations.vault.recovery import RecoveryKeys, Safe, initialise, revoke_other_roots, root_token
from ops.operations.vault.server import Vault, VaultError, vault_at
from ops.operations.vault.settle import Told, lay_foundations, settle

_PATIENCE_SECONDS = 120.0
_STEP_SECONDS = 2.0
_HOW = "docs/operate/vault.md"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A plan, with the ways to what it names."""

    plan: VaultPlan
    first: Vault
    aws: Aws
    authority: str
    """Whom to believe, as text."""
    pause: Callable[[float], None]
    """What waits."""

    @property
    def active(self) -> Vault:
        """The server that leads."""
        return self.first.at(self.plan.active)

    @property
    def safe(self) -> Safe:
        """Where the recovery keys are."""
        return Safe(aws=self.aws, recovery=self.plan.recovery, pause=self.pause)


def site_of(plan: VaultPlan, variables: Mapping[str, str]) -> Site:
    """Find the ways from a pod: its credentials for AWS, and the authority that it has mounted."""
    authority = _text(plan.authority)
    return Site(
        plan=plan,
        first=vault_at(plan.first, authority),
        aws=Aws(plan.region, variables),
        authority=authority,
        pause=time.sleep,
    )


def configure(site: Site, told: Told) -> None:
    """Bring Vault in step with the plan."""
    found = _begin(site, told)
    _wait_for_leader(site)
    if found.root:
        _as_root(site, found.keys, lambda: found.root, told)
    elif not found.keys.configured:
        told("the run before was lost half-way: a root token is made with the recovery keys")
        _as_root(site, found.keys, lambda: root_token(site.active, found.keys), told)
    with_role = sign_in(site, CONFIGURING)
    try:
        settle(with_role, site.plan, told, site.pause)
    finally:
        with_role.write("auth/token/revoke-self")
    _tell_authority(site, told)


def sign_in(site: Site, role: str) -> Vault:
    """Return the server that leads, asked as this pod's own account."""
    token = _text(site.plan.token).strip()
    try:
        answer = site.active.write(f"{SIGN_IN}/login", {"role": role, "jwt": token})
    except VaultError as error:
        raise OperationError(f"{error}; {role} is this pod's only way in ({_HOW})") from None
    return site.active.as_holder(str(answer["auth"]["client_token"]))


@dataclass(frozen=True, kw_only=True)
class _Beginning:
    keys: RecoveryKeys
    root: str = ""


def _begin(site: Site, told: Told) -> _Beginning:
    """Initialise Vault if it never was; its keys are kept when this ends."""
    secret = site.plan.recovery.secret
    kept = site.safe.read()
    if _is_initialised(site):
        if kept is None:
            raise OperationError(
                f"{site.first.address}: is initialised, and {secret} has no recovery keys; where it was never used, "
                f"delete its volumes and run this again ({_HOW})"
            )
        return _Beginning(keys=kept)
    if kept is not None:
        raise OperationError(
            f"{site.first.address}: is not initialised, and {secret} has the recovery keys of one that was; "
            f"restore a snapshot, or move these keys elsewhere ({_HOW})"
        )
    keys, root = initialise(site.first, site.safe)
    told(f"{site.first.address}: is initialised, and {secret} has its recovery keys")
    return _Beginning(keys=keys, root=root)


def _is_initialised(site: Site) -> bool:
    """Whether there is a Vault: a first server with an empty volume may be about to join one."""

    def ask() -> bool:
        try:
            if site.active.read("sys/init")["initialized"]:
                return True
        except VaultError:
            # Nobody leads, as in one that never was, or not yet.
            pass
        return bool(site.first.read("sys/init")["initialized"])

    return _asked(site, ask)


def _wait_for_leader(site: Site) -> None:
    """Wait until a server leads, whichever: the first may be on a node that is drained."""

    def leads() -> bool:
        # One that doesn't lead answers with a status of its own.
        if site.active.read("sys/health")["standby"]:
            raise VaultError(f"{site.active.address}: sys/health", HTTPStatus.TOO_MANY_REQUESTS, "does not lead yet")
        return True

    try:
        _asked(site, leads)
    except OperationError:
        if _is_sealed(site.first):
            raise OperationError(
                f"{site.first.address}: is still sealed after {_PATIENCE_SECONDS:.0f} s; its own log says why it can't "
                "use its key"
            ) from None
        raise


def _is_sealed(vault: Vault) -> bool:
    try:
        return vault.read("sys/seal-status")["sealed"] is True
    except VaultError:
        return False


def _as_root(site: Site, keys: RecoveryKeys, token: Callable[[], str], told: Told) -> None:
    """Do what only root can, and be root no longer: whatever happens in between."""
    root = site.active.as_holder(token())
    try:
        lay_foundations(root, site.plan, told)
        revoke_other_roots(root, told)
    finally:
        root.write("auth/token/revoke-self")
        told("the root token is revoked")
    site.safe.keep(replace(keys, configured=True))


def _tell_authority(site: Site, told: Told) -> None:
    """Keep where namespaces get it whom to believe; it is another when the platform's authority is renewed."""
    secret = site.plan.authority_secret
    try:
        held = site.aws.ask("secretsmanager", "get_secret_value", SecretId=secret).get("SecretString", "")
    except AwsError as error:
        if error.code != NOT_THERE:
            raise
        held = ""
    if held != site.authority:
        site.aws.ask("secretsmanager", "put_secret_value", SecretId=secret, SecretString=site.authority)
        told(f"{secret}: says whom to believe")


def _asked(site: Site, ask: Callable[[], bool]) -> bool:
    """Return the first answer; a server that gives none yet is asked again."""
    problem = ""
    for _ in range(int(_PATIENCE_SECONDS / _STEP_SECONDS)):
        try:
            return ask()
        except VaultError as error:
            # No answer at all, or that of one that starts, seals or elects.
            if error.status and error.status < HTTPStatus.TOO_MANY_REQUESTS:
                raise
            problem = str(error)
        site.pause(_STEP_SECONDS)
    raise OperationError(problem)


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror or error}; the pod has to mount it") from None
