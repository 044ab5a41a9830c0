"""Reading from Vault: as an account of the namespace, for which the operator gets tokens and for no other."""

from typing import Any

from components.kubernetes.vault_reader import VaultReader, VaultReaderArgs
from tests.recording import Recording, record

_ARGS = VaultReaderArgs(
    namespace="apps-dev",
    server="https://vault.system.svc:8200",
    mount="portarium",
    role="portarium-dev-control",
    authority="vault-authority",
    operator=("system", "external-secrets"),
)


def _record() -> Recording:
    return record(lambda: VaultReader("reader", _ARGS).provider)


def test_the_store_signs_in_as_the_namespaces_account() -> None:
    """With a token that is for Vault, over a way on which the server is checked."""
    provider: Any = _record().result
    vault = provider["vault"]
    assert (vault["server"], vault["path"], vault["version"]) == ("https://vault.system.svc:8200", "portarium", "v2")
    assert vault["caProvider"]["name"] == "vault-authority"
    signing = vault["auth"]["kubernetes"]
    account = _record().one("kubernetes:core/v1:ServiceAccount").inputs
    assert signing["role"] == "portarium-dev-control"
    assert signing["serviceAccountRef"] == {"name": account["metadata"]["name"], "audiences": ["vault"]}
    assert account["automountServiceAccountToken"] is False


def test_the_operator_gets_tokens_of_that_account_alone() -> None:
    """A right to all would let it be anybody in the cluster."""
    recording = _record()
    [rule] = recording.one("kubernetes:rbac.authorization.k8s.io/v1:Role").inputs["rules"]
    assert (rule["resources"], rule["resourceNames"], rule["verbs"]) == (
        ["serviceaccounts/token"],
        ["secret-store"],
        ["create"],
    )
    [subject] = recording.one("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs["subjects"]
    assert (subject["namespace"], subject["name"]) == ("system", "external-secrets")
