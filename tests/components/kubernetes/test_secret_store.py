"""A store reads by the operator's own identity, and is there once the operator accepts it."""

from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.secret_store import SecretStore, SecretStoreArgs
from tests.recording import Recording, record

_STORE = "kubernetes:external-secrets.io/v1:SecretStore"


def _record() -> Recording:
    def program() -> object:
        operator = core.ConfigMap("operator", metadata=meta.ObjectMetaArgs(name="operator"))
        args = SecretStoreArgs(namespace="control-dev", region="eu-central-1", after=[operator])
        return SecretStore("store", args).store

    return record(program)


def test_nobody_is_handed_a_credential() -> None:
    """Without any, the operator calls AWS as itself; a credential in the namespace would be one more to steal."""
    recording = _record()
    assert recording.one(_STORE).inputs["spec"] == {
        "provider": {"aws": {"service": "SecretsManager", "region": "eu-central-1"}}
    }
    assert [each.type for each in recording.resources if each.custom and "Secret" in each.type] == [_STORE]


def test_it_serves_its_own_namespace() -> None:
    """One of the whole cluster would be there for every namespace."""
    recording = _record()
    assert recording.one(_STORE).inputs["metadata"]["namespace"] == "control-dev"
    assert recording.result == recording.one(_STORE).inputs["metadata"]["name"]


def test_it_comes_after_the_operator_and_is_waited_for() -> None:
    """Before, the API server has no such kind; and a store that is not accepted fills nothing."""
    recording = _record()
    store = recording.one(_STORE)
    assert recording.one("kubernetes:core/v1:ConfigMap").urn in store.depends_on
    assert store.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}
