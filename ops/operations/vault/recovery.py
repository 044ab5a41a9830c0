"""The recovery keys of a Vault: kept before anything is built upon it, and used when nobody else gets in."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ops.operations.aws import NOT_THERE, Aws, AwsError
from ops.operations.error import OperationError
from ops.operations.vault.plan import Recovery
from ops.operations.vault.server import Vault, VaultError

_ATTEMPT = "sys/generate-root/attempt"
_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class RecoveryKeys:
    """What the secret says."""

    keys: tuple[str, ...] = field(repr=False)
    """The keys, each as Vault gave it in base64."""
    threshold: int
    """How many of them are needed."""
    configured: bool
    """Whether Vault has been brought so far that its own accounts get in."""


@dataclass(frozen=True, kw_only=True)
class Safe:
    """The secret that the keys are in."""

    aws: Aws
    recovery: Recovery
    pause: Callable[[float], None]
    """What waits between two tries."""

    def read(self) -> RecoveryKeys | None:
        """Return the keys, or nothing when it has none; raise OperationError when it has something else."""
        secret = self.recovery.secret
        try:
            text = str(self.aws.ask("secretsmanager", "get_secret_value", SecretId=secret).get("SecretString", ""))
        except AwsError as error:
            # One that is not there at all has the same code, and is told by whoever writes to it.
            if error.code == NOT_THERE:
                return None
            raise
        try:
            content: dict[str, Any] = json.loads(text)
            if not content.get("recoveryKeys"):
                return None
            return RecoveryKeys(
                keys=tuple(str(key) for key in content["recoveryKeys"]),
                threshold=int(content["threshold"]),
                configured=content.get("configured") is True,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise OperationError(
                f"{secret}: has a value that is no recovery keys; move it elsewhere, and leave this secret to the job"
            ) from None

    def claim(self) -> None:
        """Write that keys will come: whoever may not write must not be the one to whom Vault tells them."""
        self._write({"recoveryKeys": [], "state": "Vault is being initialised"})

    def keep(self, found: RecoveryKeys) -> None:
        """Write the keys, and try again when it fails: nobody can ask Vault for them a second time."""
        content = {"recoveryKeys": list(found.keys), "threshold": found.threshold, "configured": found.configured}
        for tries_left in reversed(range(_TRIES)):
            try:
                self._write(content)
            except AwsError:
                if not tries_left:
                    raise
                self.pause(2.0)
            else:
                return

    def _write(self, content: dict[str, Any]) -> None:
        self.aws.ask(
            "secretsmanager", "put_secret_value", SecretId=self.recovery.secret, SecretString=json.dumps(content)
        )


def initialise(vault: Vault, safe: Safe) -> tuple[RecoveryKeys, str]:
    """Initialise a Vault that never was, and return its keys, which are kept by then, and its root token."""
    safe.claim()
    wanted = safe.recovery
    told = vault.write("sys/init", {"recovery_shares": wanted.shares, "recovery_threshold": wanted.threshold})
    found = RecoveryKeys(keys=tuple(told["recovery_keys_base64"]), threshold=wanted.threshold, configured=False)
    root = str(told["root_token"])
    try:
        safe.keep(found)
    except OperationError as error:
        # The server may still be sealed, and the token dies with its storage in any case: the line says what to do.
        raise OperationError(
            f"{error}; Vault is initialised and its recovery keys are lost. It holds nothing yet: delete its volumes"
        ) from None
    return found, root


def root_token(vault: Vault, found: RecoveryKeys) -> str:
    """Make a root token with the recovery keys; an attempt that somebody left half-way is given up."""
    vault.delete(_ATTEMPT)
    begun = vault.write(_ATTEMPT)
    answer = begun
    for key in found.keys[: found.threshold]:
        answer = vault.write("sys/generate-root/update", {"key": key, "nonce": begun["nonce"]})
    if not answer.get("complete"):
        raise VaultError(f"{vault.address}: {_ATTEMPT}", 0, "the recovery keys did not suffice for a root token")
    encoded = str(answer["encoded_token"])
    hidden = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    # Vault gives it covered by the password that it told at the beginning, byte by byte.
    return bytes(a ^ b for a, b in zip(hidden, str(begun["otp"]).encode(), strict=True)).decode()


def revoke_other_roots(root: Vault, told: Callable[[str], None]) -> None:
    """Revoke every root token but the one that asks: a run that was lost left its own, which nobody knows."""
    own = root.read("auth/token/lookup-self")["data"]["accessor"]
    for accessor in root.keys("auth/token/accessors"):
        if accessor == own:
            continue
        found = root.write("auth/token/lookup-accessor", {"accessor": accessor})["data"]
        if "root" in found["policies"]:
            root.write("auth/token/revoke-accessor", {"accessor": accessor})
            told("a root token of a run that was lost is revoked")
