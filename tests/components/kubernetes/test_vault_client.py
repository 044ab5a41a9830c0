"""A pod that asks Vault has a token for Vault and whom to believe, and nothing of the servers' own."""

from dataclasses import replace
from typing import Any

from components.kubernetes.operations_job import OperationsJob, OperationsJobArgs
from domain.vault import AUTHORITY_PATH, SERVERS_TLS, TOKEN_PATH
from tests.components.kubernetes.operations import BOOTSTRAP
from tests.components.kubernetes.pod_standard import restricted_violations
from tests.recording import record

_POD = replace(BOOTSTRAP, component="vault-configuration", namespace="system", plane="system", asks="vault")


def _pod() -> dict[str, Any]:
    recording = record(lambda: OperationsJob("configuration", OperationsJobArgs(pod=_POD)).image)
    return recording.one("kubernetes:batch/v1:Job").inputs["spec"]["template"]


def _volumes() -> dict[str, dict[str, Any]]:
    spec = _pod()["spec"]
    by_name = {volume["name"]: volume for volume in spec["volumes"]}
    return {mount["mountPath"]: by_name[mount["name"]] for mount in spec["containers"][0]["volumeMounts"]}


def test_the_token_is_for_vault_alone() -> None:
    """Kubernetes takes no token of that audience, and the pod has no other."""
    (source,) = _volumes()[TOKEN_PATH]["projected"]["sources"]
    assert source["serviceAccountToken"]["audience"] == "vault"
    assert _pod()["spec"]["automountServiceAccountToken"] is False


def test_it_sees_whom_to_believe_and_not_the_servers_key() -> None:
    """Both are in one secret; a pod that had the key could play Vault."""
    secret = _volumes()[AUTHORITY_PATH]["secret"]
    assert secret["secretName"] == SERVERS_TLS
    assert [item["key"] for item in secret["items"]] == ["ca.crt"]


def test_it_is_a_pod_of_the_platform_without_the_databases_authorities() -> None:
    """By its plane it is told apart, and what it never asks it need not believe."""
    pod = _pod()
    assert pod["metadata"]["labels"]["portarium.io/plane"] == "system"
    assert [volume for volume in pod["spec"]["volumes"] if volume["name"] == "database-authority"] == []
    assert restricted_violations(pod["spec"]) == []
