"""A plan, a Vault and an account of AWS, for tests of what the jobs do with them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import urllib3

from ops.operations.vault.configure import Site
from ops.operations.vault.plan import VaultPlan
from ops.operations.vault.server import Vault
from portarium_sandbox.vault.double import VaultDouble
from portarium_sandbox.vault.http import answered, served
from tests.ops.operations.scripted_aws import Refused, ScriptedAws

_PREFIX = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev/vault/"
RECOVERY = f"{_PREFIX}recovery-a1B2c3"
AUTHORITY = f"{_PREFIX}authority-d4E5f6"
NOWHERE = "https://vault.example"
"""An address that is not asked by HTTP."""


class LostError(BaseException):
    """The job's process is gone; nothing that it meant to do in the end is done."""


@dataclass
class Ground:
    """What stays when a job is lost: Vault, and the secrets."""

    vault: VaultDouble
    address: str
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    steps: int = 0
    """How many steps a run has taken."""
    dies_after: int | None = None
    """The step after which it is lost; nobody is told how that one went."""

    def step(self, action: Callable[[], Any]) -> Any:
        """Take a step, unless the process is gone."""
        self.steps += 1
        last = self.steps if self.dies_after is None else self.dies_after
        if self.steps > last:
            raise LostError
        result = action()
        if self.steps == self.dies_after:
            raise LostError
        return result

    def plan(self, **changes: Any) -> VaultPlan:
        """The plan as the program writes it, with some keys changed."""
        return VaultPlan.model_validate(
            {
                "environment": "dev",
                "region": "eu-central-1",
                "namespace": "system",
                "first": self.address,
                "active": self.address,
                "authority": "/etc/portarium-vault/ca.crt",
                "authoritySecret": AUTHORITY,
                "token": str(self.folder / "token"),
                "recovery": {"secret": RECOVERY, "shares": 5, "threshold": 3},
                "versions": 10,
                "readers": [
                    {"environment": "dev", "plane": "control", "namespace": "apps-dev"},
                    {"environment": "dev", "plane": "execution", "namespace": "execution-dev"},
                ],
                "guests": [{"plane": "control", "namespaces": "apps-review-*"}],
                "snapshots": {"bucket": "portarium-dev-vault-snapshots-a1b2", "endpoint": "https://s3.example"},
            }
            | changes
        )

    def site(self, **changes: Any) -> Site:
        """The ways that a run has; it does not wait."""
        plan = self.plan(**changes)
        _CURRENT[:] = [self]
        return Site(
            plan=plan,
            first=Vault(address=plan.first, pool=_Pool(self)),
            aws=_aws(),
            authority="-----BEGIN CERTIFICATE-----",
            pause=lambda _: None,
        )

    def recovery(self) -> dict[str, Any]:
        """What the secret of the recovery keys says."""
        return json.loads(self.secrets[RECOVERY])

    def get(self, given: Mapping[str, Any]) -> Mapping[str, Any] | Refused:
        """Answer for Secrets Manager."""
        value = self.step(lambda: self.secrets.get(given["SecretId"]))
        return Refused("ResourceNotFoundException") if value is None else {"SecretString": value}

    def put(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer for Secrets Manager."""
        self.step(lambda: self.secrets.__setitem__(given["SecretId"], given["SecretString"]))
        return {"VersionId": "1" * 32}


_CURRENT: list[Ground] = []


def _current() -> Ground:
    return _CURRENT[0]


@cache
def _aws() -> ScriptedAws:
    """The account of whichever ground is the current one: a client takes long to make."""
    return ScriptedAws(
        {
            "GetSecretValue": lambda given: _current().get(given),
            "PutSecretValue": lambda given: _current().put(given),
        }
    )


class _Pool(urllib3.PoolManager):
    """Connections of a process that may be gone."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(retries=False)
        self._ground = ground

    def request(self, *args: Any, **options: Any) -> Any:
        """Ask, as a step."""
        ask = self._directly if self._ground.address == NOWHERE else super().request
        return self._ground.step(lambda: ask(*args, **options))

    def _directly(
        self, method: str, url: str, *, headers: Mapping[str, str], body: str | None, **_: Any
    ) -> urllib3.BaseHTTPResponse:
        path, token = url.removeprefix(NOWHERE), headers.get("X-Vault-Token", "")
        status, data = answered(self._ground.vault, method, path, token, (body or "").encode())
        return urllib3.HTTPResponse(body=io.BytesIO(data), status=status)


@contextmanager
def ground(
    folder: Path, account: tuple[str, str] = ("system", "vault-configuration"), *, by_http: bool = True
) -> Generator[Ground]:
    """A Vault that nobody has initialised, and a pod with the token of an account.

    A test that asks it thousands of times leaves HTTP out.
    """
    (folder / "token").write_text("a-token-of-kubernetes\n")
    vault = VaultDouble({"a-token-of-kubernetes": account})
    with served(vault) if by_http else nullcontext(NOWHERE) as address:
        yield Ground(vault=vault, address=address, folder=folder)
