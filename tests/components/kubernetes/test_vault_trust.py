"""A namespace learns whom to believe from where the job of Vault has written it."""

import pulumi
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.vault_trust import VaultTrust, VaultTrustArgs
from tests.recording import Recording, record

_REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"


def _record() -> Recording:
    def program() -> pulumi.Output[str]:
        args = VaultTrustArgs(
            namespace="apps-dev",
            store="environment",
            path="portarium/dev/vault/authority",
            wait_seconds=300,
            after=[core.ServiceAccount("writer")],
        )
        return VaultTrust("trust", args).secret

    return record(program)


def test_the_agent_finds_it_where_it_is_told_to_look() -> None:
    """Under the name and the key that the annotations of its pod say; the value is text and no JSON."""
    request = _record().one(_REQUEST).inputs
    assert request["spec"]["target"]["name"] == _record().result == "vault-authority"
    assert request["spec"]["data"] == [{"secretKey": "ca.crt", "remoteRef": {"key": "portarium/dev/vault/authority"}}]


def test_it_is_asked_for_once_it_is_written() -> None:
    """Before, the operator would find a secret without a value, and say so for as long as the job takes."""
    recording = _record()
    writer = recording.one("kubernetes:core/v1:ServiceAccount").urn
    assert writer in recording.one(_REQUEST).depends_on
