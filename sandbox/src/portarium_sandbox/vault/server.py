"""A server of Vault in a pod: Kubernetes vouches for accounts, a key of KMS seals it, and its volume keeps it."""

from __future__ import annotations

import base64
import json
import os
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import urllib3

from portarium_sandbox.vault.configuration import Configuration
from portarium_sandbox.vault.double import VaultDouble
from portarium_sandbox.vault.refusal import RefusedError
from portarium_sandbox.vault.storage import load, save, snapshot_of

_ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_AUDIENCE: Final = "audience"
_VERSION: Final = "2.0.4"


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a server needs of the machine that it runs on."""

    kms: Any
    """A client of KMS with the role of the pod."""
    key: str
    """The key that seals it."""
    volume: Path
    """The folder that outlives the pod."""
    account: Path = _ACCOUNT
    """The folder with the token of the pod's own account."""
    kubernetes: str = "https://kubernetes.default.svc:443"
    """Kubernetes, before anybody has said where it is."""


class PodVault(VaultDouble):
    """The double, as a server that was started with a configuration."""

    def __init__(self, around: Surroundings, pod: Pod) -> None:
        """Read what the volume has; what was sealed is opened with the key. Raises what KMS says."""
        super().__init__({})
        self._around = around
        self._pod = pod
        # As the real server, which does not start without its key.
        around.kms.describe_key(KeyId=around.key)
        self.recovery_keys = [base64.b64encode(secrets.token_bytes(33)).decode() for _ in range(5)]
        self._file = around.volume / "vault.json"
        self._sealed_with = load(self, self._file)
        if self._sealed_with:
            around.kms.decrypt(KeyId=around.key, CiphertextBlob=self._sealed_with)
            self.sealed_for = 0
        self.tell()

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> Any:
        """Answer a request, and keep what it changed."""
        was = self.sealed
        try:
            return super().answer(method, path, token, body)
        finally:
            if self.initialised:
                save(self, self._sealed_with, self._file)
            if self.sealed != was:
                self.tell()

    def account_of(self, token: str) -> tuple[str, str]:
        """Ask Kubernetes, for the audience that the role says."""
        host = str((self.auth_config or {}).get("kubernetes_host") or self._around.kubernetes)
        audiences = sorted({str(role[_AUDIENCE]) for role in self.roles.values() if role.get(_AUDIENCE)})
        review = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "spec": {"token": token, "audiences": audiences},
        }
        status = self._pod.ask("POST", f"{host}/apis/authentication.k8s.io/v1/tokenreviews", review).get("status", {})
        _, _, rest = str(status.get("user", {}).get("username", "")).partition("system:serviceaccount:")
        namespace, _, name = rest.partition(":")
        return (namespace, name) if status.get("authenticated") else ("", "")

    def open_log(self, place: str) -> None:
        """Open the file that requests would be written to."""
        if place == "stdout":
            return
        try:
            with Path(place).open("a", encoding="utf-8"):
                pass
        except OSError as error:
            raise RefusedError(400, f"sanity check failed; unable to open {place} for writing: {error}") from error

    def seal(self) -> None:
        """Have KMS encrypt what opens everything else."""
        self._sealed_with = self._around.kms.encrypt(KeyId=self._around.key, Plaintext=secrets.token_bytes(32))[
            "CiphertextBlob"
        ]

    def take_snapshot(self) -> bytes:
        """What the volume has, with its checksums."""
        return snapshot_of(self)

    def tell(self) -> None:
        """Write on its own pod what it is, which is how the service for the leader finds it."""
        self._pod.label(
            {
                "vault-active": str(not self.sealed).lower(),
                "vault-initialized": str(self.initialised).lower(),
                "vault-perf-standby": "false",
                "vault-sealed": str(self.sealed).lower(),
                "vault-version": _VERSION,
            }
        )


class Pod:
    """The pod that it runs in, as whose account it asks Kubernetes."""

    def __init__(self, variables: Mapping[str, str] = os.environ, account: Path = _ACCOUNT) -> None:
        """Say where the account's files are; they are read at each request, as the kubelet renews them."""
        self._name, self._namespace = variables["VAULT_K8S_POD_NAME"], variables["VAULT_K8S_NAMESPACE"]
        self._host = "https://kubernetes.default.svc:443"
        self._account = account
        self._pool = urllib3.PoolManager(ca_certs=str(account / "ca.crt"), timeout=10.0)

    def label(self, labels: Mapping[str, str]) -> None:
        """Change labels of the pod. Raises RefusedError with what Kubernetes says."""
        path = f"/api/v1/namespaces/{self._namespace}/pods/{self._name}"
        self.ask("PATCH", f"{self._host}{path}", {"metadata": {"labels": dict(labels)}})

    def ask(self, method: str, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request as the pod's account. Raises RefusedError with what Kubernetes says."""
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        token = (self._account / "token").read_text(encoding="utf-8")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        try:
            answer = self._pool.request(method, url, headers=headers, body=json.dumps(body))
        except urllib3.exceptions.HTTPError as error:
            raise RefusedError(500, f"{url}: {error}") from error
        if answer.status >= 300:  # noqa: PLR2004 (every status above says no)
            raise RefusedError(500, f"{url}: {answer.status} {answer.data.decode(errors='replace')}")
        return json.loads(answer.data)


def tls_of(configuration: Configuration) -> ssl.SSLContext:
    """The certificate that it shows."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(configuration.certificate, configuration.private_key)
    return tls
