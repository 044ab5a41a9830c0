"""A pull secret is what a kubelet takes for a registry, and a namespace's own."""

from components.kubernetes.pull_secret import PullSecret, PullSecretArgs
from tests.recording import record

_ARGS = PullSecretArgs(namespace="apps-dev", store="environment", path="portarium/dev/registry/pull", wait_seconds=300)


def test_it_has_the_type_and_the_key_that_a_kubelet_reads() -> None:
    """Under any other it is silently no credential; its name is known once it is filled."""
    recording = record(lambda: PullSecret("pull", _ARGS).secret)
    request = recording.one("kubernetes:external-secrets.io/v1:ExternalSecret").inputs
    target = request["spec"]["target"]
    assert target["template"] == {"type": "kubernetes.io/dockerconfigjson"}
    assert request["spec"]["data"] == [
        {"secretKey": ".dockerconfigjson", "remoteRef": {"key": "portarium/dev/registry/pull"}}
    ]
    assert recording.result == target["name"]
    assert request["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}
