"""A server in a pod: sealed by its key, vouched for by Kubernetes, and the same Vault after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox.vault.refusal import RefusedError
from portarium_sandbox.vault.server import Pod, PodVault, Surroundings

_ROLE = {
    "bound_service_account_names": ["*"],
    "bound_service_account_namespaces": ["apps-dev"],
    "audience": "vault",
    "token_policies": ["reading"],
    "token_ttl": 60,
}


class _Kms:
    """A key that may be taken away."""

    def __init__(self) -> None:
        self.gone = False

    def describe_key(self, **_: Any) -> dict[str, Any]:
        self._look()
        return {}

    def encrypt(self, *, Plaintext: bytes, **_: Any) -> dict[str, Any]:  # noqa: N803 (boto3 names it so)
        self._look()
        return {"CiphertextBlob": Plaintext[::-1]}

    def decrypt(self, **_: Any) -> dict[str, Any]:
        self._look()
        return {}

    def _look(self) -> None:
        if self.gone:
            raise PermissionError("AccessDeniedException")


class _Kubernetes(Pod):
    """Kubernetes as a pod sees it: it remembers labels, and vouches for one token of one audience."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}

    def label(self, labels: Mapping[str, str]) -> None:
        self.labels |= labels

    def ask(self, method: str, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        assert (method, url) == (
            "POST",
            "https://kubernetes.default.svc:443/apis/authentication.k8s.io/v1/tokenreviews",
        )
        known = body["spec"] == {"token": "of-a-pod", "audiences": ["vault"]}
        user = {"username": "system:serviceaccount:apps-dev:api"} if known else {}
        return {"status": {"authenticated": known, "user": user}}


def _started(folder: Path, kms: _Kms, pod: _Kubernetes) -> PodVault:
    return PodVault(Surroundings(kms=kms, key="alias/unseal", volume=folder), pod)


def _initialised(vault: PodVault) -> str:
    answer = vault.answer("POST", "sys/init", "", {"recovery_shares": 5, "recovery_threshold": 3})
    while vault.answer("GET", "sys/seal-status", "", {})["sealed"]:
        pass
    return str(answer["root_token"])


def test_it_does_not_start_without_its_key(tmp_path: Path) -> None:
    """As the real one, whose pod starts again and again."""
    kms = _Kms()
    kms.gone = True
    with pytest.raises(PermissionError):
        _started(tmp_path, kms, _Kubernetes())


def test_it_is_the_same_after_a_restart(tmp_path: Path) -> None:
    """What was written is there, unsealed by the key alone, and the pod says that it leads."""
    kms, pod = _Kms(), _Kubernetes()
    root = _initialised(_started(tmp_path, kms, pod))
    again = _started(tmp_path, kms, pod)
    assert again.answer("GET", "sys/init", "", {}) == {"initialized": True}
    assert again.answer("GET", "auth/token/lookup-self", root, {})["data"]["policies"] == ["root"]
    assert (pod.labels["vault-active"], pod.labels["vault-sealed"]) == ("true", "false")


def test_one_that_nobody_initialised_leads_nothing(tmp_path: Path) -> None:
    """The service for the leader has no server then, and its probe is content if it asks for that."""
    pod = _Kubernetes()
    vault = _started(tmp_path, _Kms(), pod)
    assert (pod.labels["vault-active"], pod.labels["vault-initialized"]) == ("false", "false")
    assert vault.answer("GET", "sys/health?standbyok=true&uninitcode=200", "", {})["sealed"] is True
    with pytest.raises(RefusedError):
        vault.answer("GET", "sys/health", "", {})


def test_accounts_are_vouched_for_by_kubernetes(tmp_path: Path) -> None:
    """For the audience of the role, and only from the namespaces of the role."""
    vault = _started(tmp_path, _Kms(), _Kubernetes())
    root = _initialised(vault)
    vault.answer("POST", "sys/auth/kubernetes", root, {"type": "kubernetes"})
    vault.answer("POST", "auth/kubernetes/config", root, {"kubernetes_host": "https://kubernetes.default.svc:443"})
    vault.answer("POST", "auth/kubernetes/role/reading", root, _ROLE)
    signed_in = vault.answer("POST", "auth/kubernetes/login", "", {"role": "reading", "jwt": "of-a-pod"})
    assert signed_in["auth"]["client_token"]
    with pytest.raises(RefusedError, match="namespace not authorized"):
        vault.answer("POST", "auth/kubernetes/login", "", {"role": "reading", "jwt": "made-up"})


def test_a_log_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    """Vault answers nobody while it can't write down who asked."""
    vault = _started(tmp_path, _Kms(), _Kubernetes())
    root = _initialised(vault)
    for place, is_taken in (("stdout", True), (str(tmp_path / "no" / "audit.log"), False)):
        body = {"type": "file", "options": {"file_path": place}}
        if is_taken:
            vault.answer("POST", "sys/audit/output", root, body)
        else:
            with pytest.raises(RefusedError, match="unable to open"):
                vault.answer("POST", "sys/audit/file", root, body)
    assert list(vault.audits) == ["output/"]
