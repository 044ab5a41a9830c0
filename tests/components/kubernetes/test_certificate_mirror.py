"""A plane reads one secret of the platform's, as an account of its own, and may ask for nothing."""

from typing import Any

from components.kubernetes.certificate_mirror import CertificateMirror, CertificateMirrorArgs
from tests.recording import Recording, record

_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
_ARGS = CertificateMirrorArgs(
    secret="nats-client-control",
    name="nats-client-control",
    platform="system",
    namespace="apps-dev",
    operator="external-secrets",
    wait_seconds=300,
)


def _record() -> Recording:
    return record(lambda: CertificateMirror("mirror", _ARGS).secret)


def _spec(kind: str) -> dict[str, Any]:
    return _record().one(f"kubernetes:external-secrets.io/v1:{kind}").inputs["spec"]


def test_the_namespaces_account_reads_one_secret() -> None:
    """It lists none, and gets no other of the platform's, whose root is among them."""
    recording = _record()
    role = recording.one(_ROLE, "mirror-secret-role").inputs
    [rule] = role["rules"]
    assert (rule["resources"], rule["resourceNames"], rule["verbs"]) == (["secrets"], ["nats-client-control"], ["get"])
    assert role["metadata"]["namespace"] == "system"
    [subject] = recording.one(_BINDING, "mirror-secret-binding").inputs["subjects"]
    account = recording.one("kubernetes:core/v1:ServiceAccount").inputs
    assert (subject["namespace"], subject["name"]) == ("apps-dev", account["metadata"]["name"])
    assert account["automountServiceAccountToken"] is False


def test_the_operator_has_tokens_of_that_account_alone() -> None:
    """A right to all would let it be anybody in the cluster."""
    recording = _record()
    role = recording.one(_ROLE, "mirror-token-role").inputs
    [rule] = role["rules"]
    assert (rule["resources"], rule["resourceNames"], rule["verbs"]) == (
        ["serviceaccounts/token"],
        ["nats-client-control"],
        ["create"],
    )
    assert role["metadata"]["namespace"] == "apps-dev"


def test_the_store_reads_the_platforms_namespace_as_that_account() -> None:
    """Over a way on which the API server is checked."""
    provider = _spec("SecretStore")["provider"]["kubernetes"]
    assert provider["remoteNamespace"] == "system"
    assert provider["auth"] == {"serviceAccount": {"name": "nats-client-control"}}
    assert provider["server"]["caProvider"]["name"] == "kube-root-ca.crt"


def test_the_certificate_comes_with_its_key_and_whom_to_believe() -> None:
    """By the names that cert-manager gives them."""
    spec = _spec("ExternalSecret")
    assert {each["secretKey"]: each["remoteRef"] for each in spec["data"]} == {
        name: {"key": "nats-client-control", "property": name} for name in ("ca.crt", "tls.crt", "tls.key")
    }
    assert spec["target"]["name"] == "nats-client-control"


def test_nobody_in_the_namespace_asks_for_a_certificate() -> None:
    """No issuer and no request is there: who is named was said by whoever made the original."""
    kinds = {each.type for each in _record().resources}
    assert not [kind for kind in kinds if "cert-manager" in kind]
