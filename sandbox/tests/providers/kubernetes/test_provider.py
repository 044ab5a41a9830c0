"""The double's configuration and the types it has, without any cluster."""

import json
from pathlib import Path
from typing import Any

import grpc
import pytest

from portarium_sandbox.patience import eventually
from portarium_sandbox.providers.kubernetes.configuration import changed
from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from portarium_sandbox.providers.properties import UNKNOWN, Properties, serialize
from portarium_sandbox.providers.protocol import provider_pb2
from tests.providers.provider_client import ProviderClient, connected, refusal, replaced

RELEASE = "kubernetes:helm.sh/v3:Release"
ARGO = {"chart": "argo-cd", "version": "7.0.0", "namespace": "argocd", "values": {"replicas": 2}}
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SETTINGS: Properties = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"b": "c"}}
NOWHERE = "https://127.0.0.1:1"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch):
    """The engine's side of a provider whose cluster does not answer."""
    monkeypatch.delenv("PULUMI_K8S_DELETE_UNREACHABLE", raising=False)
    with connected(KubernetesProvider()) as client:
        client.configure(kubeconfig=kubeconfig(NOWHERE))
        yield client


def kubeconfig(server: str, user: Properties | None = None) -> str:
    """A kubeconfig of one server and one user."""
    return json.dumps(
        {
            "current-context": "x",
            "clusters": [{"name": "x", "cluster": {"server": server}}],
            "users": [{"name": "x", "user": user or {}}],
            "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}],
        }
    )


class TestConfiguration:
    """CheckConfig and DiffConfig."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [("enableServerSideApply", "false"), ("renderYamlToDirectory", "out"), ("kubeConfig", "x")],
    )
    def test_refused(self, client: ProviderClient, name: str, value: str):
        """What the double can't honour, and what nobody knows, is refused by name."""
        request = provider_pb2.CheckRequest(urn="urn", news=serialize({name: value, "kubeconfig": UNKNOWN}))
        assert [failure.property for failure in client.stub.CheckConfig(request).failures] == [name]

    @pytest.mark.parametrize(
        ("old", "new", "replacements"),
        [
            ({"kubeconfig": kubeconfig("https://a")}, {"kubeconfig": kubeconfig("https://a") + " "}, []),
            ({"kubeconfig": kubeconfig("https://a")}, {"kubeconfig": kubeconfig("https://b")}, [("kubeconfig",)]),
            ({"kubeconfig": kubeconfig("https://a")}, {"kubeconfig": UNKNOWN}, [("kubeconfig",)]),
            (
                {"kubeconfig": kubeconfig("https://a"), "clusterIdentifier": "dev"},
                {"kubeconfig": kubeconfig("https://b"), "clusterIdentifier": "dev"},
                [],
            ),
            (
                {"kubeconfig": kubeconfig("https://a"), "clusterIdentifier": "dev"},
                {"kubeconfig": UNKNOWN, "clusterIdentifier": "dev"},
                [],
            ),
            ({"clusterIdentifier": "dev"}, {"clusterIdentifier": "prod"}, [("clusterIdentifier",)]),
            ({"namespace": "a"}, {"namespace": "b"}, []),
        ],
    )
    def test_only_another_cluster_replaces(self, old: dict[str, Any], new: dict[str, Any], replacements: list[Any]):
        """A new kubeconfig of the same cluster is an update; a cluster identifier settles what the same cluster is."""
        found = changed(old, new)
        assert list(found.replacements) == replacements
        assert found.changes


class TestTypes:
    """What is no object of its own."""

    @pytest.mark.parametrize(
        "token", ["kubernetes:helm.sh/v4:Chart", "kubernetes:kustomize/v2:Directory", "kubernetes:yaml/v2:ConfigFile"]
    )
    def test_what_the_double_does_not_have(self, client: ProviderClient, token: str):
        """Charts, kustomizations and YAML files are refused with the way to the official provider."""
        with pytest.raises(grpc.RpcError, match="--providers official"):
            client.check(token, {})

    def test_lists_are_refused(self, client: ProviderClient):
        """As in the official provider, the items are the resources."""
        with pytest.raises(grpc.RpcError, match="create its items as resources"):
            client.check("kubernetes:core/v1:ConfigMapList", {})

    def test_patches_need_a_name(self, client: ProviderClient):
        """A patch without a name would be for nothing."""
        assert "metadata.name" in client.check("kubernetes:apps/v1:DeploymentPatch", {})[1]

    def test_yaml_is_decoded(self, client: ProviderClient):
        """kubernetes.yaml.ConfigFile asks its provider to read the YAML."""
        result = client.invoke("kubernetes:yaml:decode", {"text": "a: 1\n---\n---\nb: [2]\n"})
        assert result == {"result": [{"a": 1}, {"b": [2]}]}
        with pytest.raises(grpc.RpcError, match="yaml: "):
            client.invoke("kubernetes:yaml:decode", {"text": "a: [\n"})


class TestUnreachableCluster:
    """A cluster that does not answer."""

    def test_preview_works(self, client: ProviderClient):
        """A preview shows what it can without the cluster."""
        assert client.create(CONFIG_MAP, SETTINGS, preview=True) == ("", SETTINGS)

    def test_nothing_is_changed_or_forgotten(self, client: ProviderClient):
        """Creating, reading and deleting fail with the object's name; nothing is taken for gone."""
        calls = (
            lambda: client.create(CONFIG_MAP, SETTINGS),
            lambda: client.update(CONFIG_MAP, "default/a", SETTINGS, SETTINGS, outputs=SETTINGS),
            lambda: client.read(CONFIG_MAP, "default/a", SETTINGS, SETTINGS),
            lambda: client.delete(CONFIG_MAP, "default/a", SETTINGS, SETTINGS),
        )
        for call in calls:
            with pytest.raises(grpc.RpcError, match=rf"v1 ConfigMap .*a: .*{NOWHERE} is unreachable"):
                call()

    def test_delete_unreachable(self, client: ProviderClient):
        """Only who says that the cluster is gone for good gets its objects dropped."""
        client.configure(kubeconfig=kubeconfig(NOWHERE), deleteUnreachable="true")
        assert client.read(CONFIG_MAP, "default/a", SETTINGS, SETTINGS)[0] == ""
        client.delete(CONFIG_MAP, "default/a", SETTINGS, SETTINGS)

    def test_skip_update_unreachable(self, client: ProviderClient):
        """The state is kept as it is where the provider is told so."""
        client.configure(kubeconfig=kubeconfig(NOWHERE), skipUpdateUnreachable="true")
        assert client.read(CONFIG_MAP, "default/a", SETTINGS, SETTINGS)[1] == SETTINGS

    def test_signs_in_before_it_is_asked_to(self, client: ProviderClient, tmp_path: Path):
        """The kubeconfig's command runs as soon as it is known, not at the first object."""
        noted = tmp_path / "signed-in"
        command = {"apiVersion": "client.authentication.k8s.io/v1", "command": "touch", "args": [str(noted)]}
        client.configure(kubeconfig=kubeconfig(NOWHERE, {"exec": command}))
        assert eventually(noted.exists)

    def test_broken_kubeconfig_is_named(self, client: ProviderClient):
        """A kubeconfig that can't be read is not an unreachable cluster."""
        client.configure(kubeconfig="{")
        with pytest.raises(grpc.RpcError) as caught:
            client.create(CONFIG_MAP, SETTINGS, preview=True)
        assert "neither JSON nor YAML" in refusal(caught.value)


class TestRelease:
    """Helm releases."""

    def test_is_recorded_and_said_so(self, client: ProviderClient):
        """Its chart, version and values are kept, and its status says that nothing was installed."""
        inputs, _ = client.check(RELEASE, ARGO)
        identifier, outputs = client.create(RELEASE, inputs)
        assert identifier == f"argocd/{inputs['name']}"
        assert outputs["values"] == {"replicas": 2}
        assert outputs["status"]["status"] == "recorded"
        updated = client.update(RELEASE, identifier, inputs, {**inputs, "version": "8.0.0"}, outputs=outputs)
        assert (updated["status"]["revision"], updated["status"]["version"]) == (2, "8.0.0")
        client.delete(RELEASE, identifier, inputs, updated)

    def test_its_name_stays(self, client: ProviderClient):
        """A generated name is kept, and another name is another release."""
        inputs, _ = client.check(RELEASE, ARGO)
        assert client.check(RELEASE, ARGO, inputs)[0] == inputs
        assert replaced(client.diff(RELEASE, inputs, {**inputs, "name": "other"})) == {"name"}
        assert not replaced(client.diff(RELEASE, inputs, {**inputs, "values": {"replicas": 3}}))

    def test_needs_a_chart(self, client: ProviderClient):
        """A release of nothing is refused."""
        assert set(client.check(RELEASE, {"version": "1"})[1]) == {"chart"}

    def test_preview_does_not_know_its_status(self, client: ProviderClient):
        """In a preview the status is still to come."""
        _, planned = client.create(RELEASE, client.check(RELEASE, ARGO)[0], preview=True)
        assert planned["status"] is UNKNOWN
