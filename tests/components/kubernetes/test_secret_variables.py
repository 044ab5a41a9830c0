"""A request names the place of each variable, and holds whoever reads the secret back until it is filled."""

from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.secret_request import SecretSource
from components.kubernetes.secret_variables import SecretVariables, SecretVariablesArgs
from domain.container_variables import variables_secret
from tests.recording import Recording, record

_REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"


def _record() -> Recording:
    def program() -> object:
        writer = core.ConfigMap("writer", metadata=meta.ObjectMetaArgs(name="writer"))
        return SecretVariables(
            "variables",
            SecretVariablesArgs(
                component="control-plane",
                namespace="control-dev",
                store="environment",
                variables={
                    "URL": SecretSource(path="portarium/dev/database/control-plane", field="url"),
                    "TOKEN": SecretSource(path="portarium/dev/control-plane/metrics-token"),
                },
                wait_seconds=300,
                after=[writer],
            ),
        ).secret

    return record(program)


def test_keys_are_the_names_of_the_variables() -> None:
    """Pods look the secret's keys up by these; a place without a field is the value as a whole."""
    assert _record().one(_REQUEST).inputs["spec"]["data"] == [
        {"secretKey": "TOKEN", "remoteRef": {"key": "portarium/dev/control-plane/metrics-token"}},
        {"secretKey": "URL", "remoteRef": {"key": "portarium/dev/database/control-plane", "property": "url"}},
    ]


def test_the_secret_is_the_one_that_pods_name() -> None:
    """It belongs to its request and goes with it, but stays while its place is empty."""
    recording = _record()
    target = recording.one(_REQUEST).inputs["spec"]["target"]
    assert target == {"name": "control-plane-variables", "creationPolicy": "Owner", "deletionPolicy": "Retain"}
    assert recording.result == target["name"] == variables_secret("control-plane")


def test_it_comes_after_who_writes_the_values_and_is_waited_for() -> None:
    """A request whose places are empty is refused for as long as they are."""
    recording = _record()
    request = recording.one(_REQUEST)
    assert recording.one("kubernetes:core/v1:ConfigMap").urn in request.depends_on
    assert request.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}
    assert request.update_timeout == "300s"
