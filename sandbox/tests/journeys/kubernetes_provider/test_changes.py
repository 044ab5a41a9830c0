"""Changes: in the program, in the cluster behind Pulumi's back, and both at once."""

import threading
from typing import Any

import grpc
import pytest

from portarium_sandbox.providers.properties import deserialize, serialize
from portarium_sandbox.providers.protocol import provider_pb2
from tests.journeys.controlplane.client import GOOD_IMAGE, ControlPlane
from tests.journeys.kubernetes_provider.objects import Life, changed_at, declared, live, template, token, workload
from tests.providers.provider_client import ProviderClient, changed, replaced

DEPLOYMENT = "apps/v1:Deployment"
CONFIG_MAP = "core/v1:ConfigMap"
JOB = "batch/v1:Job"


def path(subject: Life) -> str:
    """The URL path of a Deployment."""
    namespace, name = subject.identifier.split("/")
    return f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}"


def with_field_manager(cluster: ControlPlane, subject: Life, manager: str, **spec: Any) -> None:
    """Change a Deployment as somebody else."""
    status, answer = cluster.call("PATCH", f"{path(subject)}?fieldManager={manager}", {"spec": spec})
    assert status == 200, answer


def update_ignoring(subject: Life, inputs: dict[str, Any], *ignored: str) -> dict[str, Any]:
    """Update as the engine does with ``ignore_changes``."""
    request = provider_pb2.UpdateRequest(
        id=subject.identifier,
        urn=f"urn:pulumi:test::portarium::{subject.token}::subject",
        type=subject.token,
        name="subject",
        old_inputs=serialize(subject.inputs),
        olds=serialize(subject.outputs),
        news=serialize(inputs),
        ignoreChanges=ignored,
    )
    return deserialize(subject.client.stub.Update(request).properties, set())


@pytest.fixture
def deployment(client: ProviderClient):
    """A Deployment with two pods."""
    subject = live(client, DEPLOYMENT, workload(DEPLOYMENT, replicas=2, paused=False))
    yield subject
    subject.delete()


class TestDrift:
    """What a refresh finds, and what the next update makes of it."""

    def test_change_with_kubectl_is_found_and_undone(
        self, client: ProviderClient, cluster: ControlPlane, deployment: Life
    ):
        """A changed field shows in the inputs, the diff is that field, and the update takes it back from kubectl."""
        with_field_manager(cluster, deployment, "kubectl", replicas=3)
        _, inputs, _ = deployment.read()
        assert inputs == changed_at(deployment.inputs, "spec", "replicas", to=3)
        assert changed(client.diff(token(DEPLOYMENT), inputs, deployment.inputs)) == {"spec.replicas": "UPDATE"}
        assert deployment.update(deployment.inputs)["spec"]["replicas"] == 2

    def test_fields_of_others_are_no_drift(self, cluster: ControlPlane, deployment: Life):
        """A field that the program does not set may be anybody's."""
        with_field_manager(cluster, deployment, "somebody", minReadySeconds=1)
        assert deployment.read()[1] == deployment.inputs

    def test_conflict_names_the_field_and_the_ways_out(self, cluster: ControlPlane, deployment: Life):
        """A field that a controller took over is not taken back silently."""
        with_field_manager(cluster, deployment, "autoscaler", replicas=3)
        with pytest.raises(grpc.RpcError, match=r'replicas: conflict with "autoscaler".*ignore_changes.*patchForce'):
            deployment.update(deployment.inputs)
        forced = changed_at(deployment.inputs, "metadata", "annotations", to={"pulumi.com/patchForce": "true"})
        assert deployment.update(forced)["spec"]["replicas"] == 2

    def test_ignored_field_keeps_what_the_autoscaler_set(self, cluster: ControlPlane, deployment: Life):
        """With ``ignore_changes`` the replicas are the autoscaler's, while the rest is updated."""
        with_field_manager(cluster, deployment, "autoscaler", replicas=3)
        outputs = update_ignoring(
            deployment, changed_at(deployment.inputs, "spec", "minReadySeconds", to=1), "spec.replicas"
        )
        assert (outputs["spec"]["replicas"], outputs["spec"]["minReadySeconds"]) == (3, 1)


class TestEmptyValues:
    """What is said to be empty, and what the API server makes of it."""

    def test_what_is_not_kept_is_no_change_when_it_is_left_out(self, client: ProviderClient):
        """The API server keeps no empty list or map of a pod, so a program that says it no more changes nothing."""
        silent = workload(DEPLOYMENT, name="silent")
        said = changed_at(silent, "spec", "template", to=template(tolerations=[], nodeSelector={}))
        subject = live(client, DEPLOYMENT, said)
        assert subject.outputs["spec"]["template"]["spec"].keys() & {"tolerations", "nodeSelector"} == set()
        assert changed(client.diff(token(DEPLOYMENT), subject.inputs, silent, old=subject.outputs)) == {}
        subject.delete()


class TestReplacement:
    """Changes that need a new object."""

    def test_generated_name_allows_both_side_by_side(self, client: ProviderClient):
        """A ConfigMap that Pulumi named is replaced by a new one, created first."""
        subject = live(client, CONFIG_MAP, declared(CONFIG_MAP, data={"a": "1"}))
        found = client.diff(token(CONFIG_MAP), subject.inputs, changed_at(subject.inputs, "data", "a", to="2"))
        assert (replaced(found), found.deleteBeforeReplace) == ({"data.a"}, False)
        subject.delete()

    def test_given_name_needs_the_old_one_gone(self, client: ProviderClient):
        """Two objects can't have one name, so the old one goes first, and the preview still asks the API server."""
        subject = live(client, CONFIG_MAP, declared(CONFIG_MAP, name="settings", data={"a": "1"}, immutable=True))
        new = changed_at(subject.inputs, "data", "a", to="2")
        assert client.diff(token(CONFIG_MAP), subject.inputs, new).deleteBeforeReplace
        _, planned = client.create(token(CONFIG_MAP), new, preview=True)
        assert (planned["metadata"]["name"], planned["data"]) == ("settings", {"a": "2"})
        assert subject.read()[2]["data"] == {"a": "1"}
        subject.delete()


class TestExisting:
    """Objects that are there already."""

    def test_interrupted_update_is_resumed(self, client: ProviderClient):
        """What the same resource created before it was killed is taken over, not refused."""
        first = live(client, CONFIG_MAP, declared(CONFIG_MAP, name="resumed", data={"a": "1"}))
        again = live(client, CONFIG_MAP, declared(CONFIG_MAP, name="resumed", data={"a": "2"}))
        assert again.outputs["metadata"]["uid"] == first.outputs["metadata"]["uid"]
        assert again.outputs["data"] == {"a": "2"}
        again.delete()

    def test_interrupted_job_is_run_anew(self, client: ProviderClient):
        """A Job that a killed update left, with another image than the next update wants, is replaced."""
        inputs = declared(JOB, name="resumed", spec={"template": template(restartPolicy="Never")})
        first = live(client, JOB, inputs)
        place = ("spec", "template", "spec", "containers", 0, "image")
        again = live(client, JOB, changed_at(inputs, *place, to=GOOD_IMAGE.replace("0", "f")))
        assert again.outputs["metadata"]["uid"] != first.outputs["metadata"]["uid"]
        again.delete()

    def test_object_of_another_is_refused(self, client: ProviderClient):
        """Another resource's object is not overwritten; the message has the ways out."""
        subject = live(client, CONFIG_MAP, declared(CONFIG_MAP, name="taken"))
        for preview in (True, False):
            with pytest.raises(grpc.RpcError, match=r"work/taken: already exists .*pulumi import.*alias"):
                client.create(token(CONFIG_MAP), subject.inputs, name="other", preview=preview)
        subject.delete()

    def test_import(self, client: ProviderClient):
        """An object read by its id alone has inputs that describe it without a difference."""
        subject = live(client, CONFIG_MAP, declared(CONFIG_MAP, name="imported", data={"a": "1"}))
        identifier, inputs, outputs = client.read(token(CONFIG_MAP), "work/imported")
        assert (identifier, inputs["data"], outputs["data"]) == ("work/imported", {"a": "1"}, {"a": "1"})
        assert not changed(client.diff(token(CONFIG_MAP), inputs, inputs))
        subject.delete()

    def test_created_once_its_namespace_is_there(self, client: ProviderClient, cluster: ControlPlane):
        """An object waits a little for a namespace that another resource is about to create."""
        later = threading.Timer(1.0, cluster.make, ["/api/v1/namespaces"], {"metadata": {"name": "late"}})
        later.start()
        subject = live(client, CONFIG_MAP, declared(CONFIG_MAP, namespace="late"))
        later.join()
        name = subject.identifier.removeprefix("late/")
        assert cluster.get(f"/api/v1/namespaces/late/configmaps/{name}")["metadata"]["name"] == name
        subject.delete()


class TestPatches:
    """Resources that patch objects of others."""

    PATCH = "apps/v1:DeploymentPatch"

    def test_life(self, client: ProviderClient, cluster: ControlPlane, deployment: Life):
        """A patch sets its fields, and takes only those back when it goes."""
        name = deployment.identifier.split("/")[1]
        declaration = {**declared(DEPLOYMENT, name=name), "spec": {"minReadySeconds": 1}}
        patch = live(client, self.PATCH, declaration)
        assert cluster.get(path(deployment))["spec"]["minReadySeconds"] == 1
        patch.delete()
        remaining = cluster.get(path(deployment))["spec"]
        assert "minReadySeconds" not in remaining
        assert remaining["replicas"] == 2

    def test_preview_before_its_object_exists(self, client: ProviderClient):
        """A patch of something that the same update creates can't be asked about yet."""
        declaration = {**declared(DEPLOYMENT, name="not-yet"), "spec": {"minReadySeconds": 1}}
        assert client.create(token(self.PATCH), declaration, preview=True)[1]["spec"] == {"minReadySeconds": 1}
