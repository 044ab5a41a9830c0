"""What goes wrong: refused inputs, failing rollouts, and waiting that ends."""

import time
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2

from portarium_sandbox.patience import eventually
from portarium_sandbox.providers.properties import UNKNOWN, Secret, deserialize
from portarium_sandbox.providers.protocol import provider_pb2, status_pb2
from tests.journeys.controlplane.client import MISSING_IMAGE, ControlPlane
from tests.journeys.kubernetes_provider.objects import changed_at, declared, live, template, token, workload
from tests.providers.provider_client import ProviderClient, refusal

DEPLOYMENT = "apps/v1:Deployment"
JOB = "batch/v1:Job"


def initialization(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed:
    """What the engine puts into the state of a resource that exists but failed."""
    assert isinstance(error, grpc.Call)
    trailing: Any = error.trailing_metadata()
    status = status_pb2.Status.FromString(dict(trailing)["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail


@pytest.mark.parametrize(
    ("kind", "inputs", "message"),
    [
        (DEPLOYMENT, workload(DEPLOYMENT, name="a", replicas=-1), r"spec\.replicas: Invalid value: -1"),
        (DEPLOYMENT, declared(DEPLOYMENT, name="a", spec={"template": template()}), r"spec\.selector: Required"),
        (
            "core/v1:Service",
            declared("core/v1:Service", name="A_b", spec={"ports": [{"port": 80}]}),
            "lowercase RFC 1123",
        ),
        ("core/v1:ConfigMap", declared("core/v1:ConfigMap", name="a", data={"a": 1}), "expected string"),
        (JOB, declared(JOB, name="a", spec={"template": template()}), "restartPolicy"),
    ],
)
def test_the_api_servers_validation_shows_in_the_preview(
    client: ProviderClient, kind: str, inputs: dict[str, Any], message: str
):
    """What ``up`` would fail on, the preview fails on, with the object's name in front."""
    with pytest.raises(grpc.RpcError, match=message) as caught:
        client.create(token(kind), inputs, preview=True)
    assert refusal(caught.value).startswith(f"{inputs['apiVersion']} {inputs['kind']} work/")


def test_preview_of_what_has_no_place_yet(client: ProviderClient):
    """Neither a namespace of the same update, nor unknown values, keep a preview from working."""
    inputs = declared("core/v1:ConfigMap", name="a", namespace="not-yet", data={"a": "b"})
    assert client.create(token("core/v1:ConfigMap"), inputs, preview=True) == ("", inputs)
    unknown = changed_at(inputs, "data", "a", to=UNKNOWN)
    assert client.create(token("core/v1:ConfigMap"), unknown, preview=True)[1]["data"]["a"] is UNKNOWN


def test_failing_rollout_is_kept_and_tried_again(client: ProviderClient, cluster: ControlPlane):
    """An image that can't be pulled fails after the given time with the pod's reason, and the next update mends it."""
    inputs, _ = client.check(token(DEPLOYMENT), workload(DEPLOYMENT, MISSING_IMAGE, replicas=1))
    # Once without waiting, so that the pod has its reason before the time is short: a slow machine is no finding.
    hurried = changed_at(inputs, "metadata", "annotations", "pulumi.com/skipAwait", to="true")
    client.create(token(DEPLOYMENT), hurried)
    eventually(
        lambda: "ImagePullBackOff" in str(cluster.get("/api/v1/namespaces/work/pods?labelSelector=app%3Dsubject"))
    )
    with pytest.raises(grpc.RpcError) as caught:
        client.create(token(DEPLOYMENT), inputs, timeout=3)
    message = refusal(caught.value)
    assert "not ready after 3 s" in message
    assert "ImagePullBackOff" in message
    assert MISSING_IMAGE in message
    detail = initialization(caught.value)
    outputs = deserialize(detail.properties, set())
    assert detail.id == f"work/{inputs['metadata']['name']}"
    with pytest.raises(grpc.RpcError, match="ImagePullBackOff"):
        client.read(token(DEPLOYMENT), detail.id, inputs, outputs)
    mended = workload(DEPLOYMENT, replicas=1)
    mended["metadata"] = inputs["metadata"]
    updated = client.update(token(DEPLOYMENT), detail.id, inputs, mended, outputs=outputs, timeout=60)
    assert updated["status"]["availableReplicas"] == 1
    client.delete(token(DEPLOYMENT), detail.id, mended, updated)


def test_failed_job_ends_the_waiting_at_once(client: ProviderClient):
    """A job that Kubernetes gave up is not waited for any longer; its reason is shown."""
    failing = template(restartPolicy="Never")
    failing["metadata"]["annotations"] = {"sandbox.portarium.dev/exit-code": "1"}
    inputs, _ = client.check(token(JOB), declared(JOB, spec={"backoffLimit": 0, "template": failing}))
    started = time.monotonic()
    with pytest.raises(grpc.RpcError, match="BackoffLimitExceeded") as caught:
        client.create(token(JOB), inputs, timeout=120)
    assert time.monotonic() - started < 120
    client.delete(token(JOB), initialization(caught.value).id, inputs, {})


def test_skip_await(client: ProviderClient):
    """Who does not want to wait, does not."""
    inputs = workload(DEPLOYMENT, MISSING_IMAGE)
    inputs["metadata"]["annotations"] = {"pulumi.com/skipAwait": "true"}
    subject = live(client, DEPLOYMENT, inputs)
    assert subject.outputs["status"].get("availableReplicas") is None
    subject.delete()


def test_timeout_annotation(client: ProviderClient):
    """The annotation sets the time where the program gives none."""
    inputs, _ = client.check(token(DEPLOYMENT), workload(DEPLOYMENT, MISSING_IMAGE))
    inputs["metadata"]["annotations"]["pulumi.com/timeoutSeconds"] = "1"
    with pytest.raises(grpc.RpcError, match="not ready after 1 s") as caught:
        client.create(token(DEPLOYMENT), inputs)
    client.delete(token(DEPLOYMENT), initialization(caught.value).id, inputs, {})


def test_wait_for(client: ProviderClient):
    """``waitFor`` replaces the kind's own rule, times out with the official words, and is nothing to a refresh."""
    kind = "core/v1:ConfigMap"
    inputs = declared(kind, name="awaited", data={"phase": "new"})
    inputs["metadata"]["annotations"] = {"pulumi.com/waitFor": "jsonpath={.data.phase}=done"}
    with pytest.raises(grpc.RpcError, match="become live: timed out waiting for the condition") as caught:
        client.create(token(kind), inputs, timeout=1)
    identifier = initialization(caught.value).id
    assert client.read(token(kind), identifier, inputs, inputs)[0] == identifier
    client.delete(token(kind), identifier, inputs, {})


def test_interruption_keeps_the_object(client: ProviderClient, cluster: ControlPlane):
    """Ctrl-C ends the waiting; what exists goes into the state."""
    inputs, _ = client.check(token(DEPLOYMENT), workload(DEPLOYMENT, MISSING_IMAGE, name="interrupted"))
    client.stub.Cancel(empty_pb2.Empty())
    with pytest.raises(grpc.RpcError, match="interrupted while waiting for") as caught:
        client.create(token(DEPLOYMENT), inputs)
    assert initialization(caught.value).id == "work/interrupted"
    assert cluster.get("/apis/apps/v1/namespaces/work/deployments/interrupted")["metadata"]["name"] == "interrupted"
    cluster.call("DELETE", "/apis/apps/v1/namespaces/work/deployments/interrupted")


def test_deletion_that_is_held_says_by_what(client: ProviderClient, cluster: ControlPlane):
    """A finalizer that nobody removes ends in an error that names it, and the object stays in the state."""
    kind = "core/v1:ConfigMap"
    inputs = declared(kind, name="held")
    inputs["metadata"]["finalizers"] = ["example.com/hold"]
    subject = live(client, kind, inputs)
    with pytest.raises(grpc.RpcError, match=r"still there 1 s after it was deleted; finalizers: example\.com/hold"):
        client.delete(token(kind), subject.identifier, subject.inputs, subject.outputs, timeout=1)
    cluster.call("PATCH", "/api/v1/namespaces/work/configmaps/held", {"metadata": {"finalizers": None}})
    subject.delete()


def test_secrets_are_cut_from_errors(client: ProviderClient):
    """The API server quotes what it refuses; a secret among it is not shown."""
    inputs = declared("core/v1:ConfigMap", name="a", data={"a": {"key": Secret("topsecret-value")}})
    with pytest.raises(grpc.RpcError) as caught:
        client.create(token("core/v1:ConfigMap"), inputs)
    assert "topsecret-value" not in refusal(caught.value)
