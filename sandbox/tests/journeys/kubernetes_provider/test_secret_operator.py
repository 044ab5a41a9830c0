"""A release of the secret operator's chart brings its kinds, and its double fills what is asked for."""

import base64
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore publishes none

from portarium_sandbox.kubernetes import kubeconfig as kubeconfigs
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.patience import eventually
from portarium_sandbox.secret_operator.operator import SecretOperator
from portarium_sandbox.secret_operator.values import Client
from tests.journeys.controlplane.client import ControlPlane
from tests.journeys.kubernetes_provider.objects import declared, token
from tests.providers.provider_client import ProviderClient

_RELEASE = "kubernetes:helm.sh/v3:Release"
_STORE = "external-secrets.io/v1:SecretStore"
_REQUEST = "external-secrets.io/v1:ExternalSecret"
_PATH = "/apis/external-secrets.io/v1/namespaces/work/externalsecrets/variables"
_SECRET = "/api/v1/namespaces/work/secrets/variables"
_READY = {"pulumi.com/waitFor": "condition=Ready"}


class _Cloud:
    """Secrets Manager, and who may read it."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.asked_by: set[tuple[str, str]] = set()

    def __call__(self, namespace: str, account: str) -> Client:
        self.asked_by.add((namespace, account))
        return lambda _: self

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803
        if SecretId not in self.values:
            message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
            error = {"Code": "ResourceNotFoundException", "Message": message}
            raise ClientError({"Error": error}, "GetSecretValue")
        return {"SecretString": self.values[SecretId]}


@pytest.fixture
def cloud(kubeconfig: Path) -> Iterator[_Cloud]:
    """An operator at work in the cluster."""
    cloud = _Cloud()
    operator, stopped = SecretOperator(cloud), threading.Event()
    api = KubernetesClient(kubeconfigs.load(kubeconfig.read_text()))

    def work() -> None:
        while not stopped.wait(0.1):
            operator.tend(api)

    worker = threading.Thread(target=work)
    worker.start()
    yield cloud
    stopped.set()
    worker.join()


@pytest.fixture
def release(client: ProviderClient) -> Iterator[str]:
    """A release of the chart in the namespace of the operator."""
    given = {
        "name": "external-secrets",
        "namespace": "work",
        "chart": "external-secrets",
        "version": "2.9.0",
        "repositoryOpts": {"repo": "https://charts.external-secrets.io"},
    }
    inputs, _ = client.check(_RELEASE, given)
    identifier, outputs = client.create(_RELEASE, inputs)
    yield identifier
    client.delete(_RELEASE, identifier, inputs, outputs)


def _ask(client: ProviderClient, **more: Any) -> tuple[str, dict[str, Any]]:
    store = declared(_STORE, name="store", spec={"provider": {"aws": {"service": "SecretsManager", "region": "r"}}})
    store["metadata"]["annotations"] = _READY
    client.create(token(_STORE), client.check(token(_STORE), store)[0])
    spec = {
        "secretStoreRef": {"name": "store", "kind": "SecretStore"},
        "target": {"name": "variables", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": "URL", "remoteRef": {"key": "login", "property": "url"}}],
        **more,
    }
    request = declared(_REQUEST, name="variables", spec=spec)
    request["metadata"]["annotations"] = _READY
    return client.create(token(_REQUEST), client.check(token(_REQUEST), request)[0])


def _value(cluster: ControlPlane) -> str:
    return base64.b64decode(cluster.get(_SECRET).get("data", {}).get("URL", "")).decode()


def test_a_secret_is_filled_and_kept(
    client: ProviderClient, cluster: ControlPlane, cloud: _Cloud, release: str
) -> None:
    """Whoever waits for the request goes on when it is there; a new value comes when it is asked for, or repaired."""
    assert release == "work/external-secrets"
    cloud.values["login"] = '{"url": "postgres://first"}'
    _, outputs = _ask(client)
    assert outputs["status"]["conditions"][0]["reason"] == "SecretSynced"
    assert _value(cluster) == "postgres://first"
    assert cluster.get(_SECRET)["metadata"]["ownerReferences"][0]["name"] == "variables"
    assert cloud.asked_by == {("work", "external-secrets")}
    cloud.values["login"] = '{"url": "postgres://second"}'
    time.sleep(3)
    assert _value(cluster) == "postgres://first"
    cluster.call("PATCH", _PATH, {"metadata": {"annotations": {"force-sync": "1"}}})
    eventually(lambda: _value(cluster), lambda value: value == "postgres://second")
    cluster.call("PATCH", _SECRET, {"data": {"URL": base64.b64encode(b"edited").decode()}})
    eventually(lambda: _value(cluster), lambda value: value == "postgres://second")


def test_a_request_without_a_value_says_why_and_is_tried_again(
    client: ProviderClient, cluster: ControlPlane, cloud: _Cloud, release: str
) -> None:
    """The job that writes the value may come later than the request."""
    made = threading.Thread(target=_ask, args=(client,))
    made.start()

    def condition() -> dict[str, Any]:
        code, request = cluster.call("GET", _PATH)
        found: list[dict[str, Any]] = request.get("status", {}).get("conditions", []) if code == 200 else []
        return found[0] if found else {}

    failed = eventually(condition, bool)
    assert (failed["reason"], failed["message"]) == ("SecretSyncedError", "could not get secret data from provider")
    events = cluster.get("/api/v1/namespaces/work/events")["items"]
    assert any("AWSCURRENT" in event["message"] for event in events if event["reason"] == "UpdateFailed")
    cloud.values["login"] = '{"url": "postgres://late"}'
    made.join(30)
    assert release
    assert _value(cluster) == "postgres://late"


def test_what_the_double_does_not_honour_is_said(
    client: ProviderClient, cluster: ControlPlane, cloud: _Cloud, release: str
) -> None:
    """The kinds are the operator's own, with all their fields: one that the double passes over would be lost."""
    assert release
    cloud.values["login"] = "{}"
    made = threading.Thread(target=_ask, args=(client,), kwargs={"refreshPolicy": "OnChange"})
    made.start()

    def message() -> str:
        code, request = cluster.call("GET", _PATH)
        found: list[dict[str, Any]] = request.get("status", {}).get("conditions", []) if code == 200 else []
        return found[0]["message"] if found else ""

    assert eventually(message) == "the sandbox's operator does not honour spec.refreshPolicy: OnChange"
    cluster.call(
        "PATCH", _PATH, {"spec": {"refreshPolicy": None, "data": [{"secretKey": "URL", "remoteRef": {"key": "login"}}]}}
    )
    made.join(30)
    assert _value(cluster) == "{}"
    with pytest.raises(Exception, match="colour"):
        _ask(client, colour="red")
