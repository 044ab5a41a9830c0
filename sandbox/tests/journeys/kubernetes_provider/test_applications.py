"""Applications of Argo CD on a real API server: permitted or refused, let in or held back, healthy or not, gone."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from portarium_sandbox.argo_cd.controller import ApplicationController
from portarium_sandbox.kubernetes import kubeconfig as kubeconfigs
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.patience import SECONDS, eventually
from portarium_sandbox.pods.objects import part
from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from tests.journeys.controlplane.client import ControlPlane
from tests.providers.provider_client import ProviderClient, connected

_RELEASE = "kubernetes:helm.sh/v3:Release"
_KINDS = "kubernetes:argoproj.io/v1alpha1:"
_GROUP = "/apis/argoproj.io/v1alpha1/namespaces/gitops"
_JETSTACK = "https://charts.jetstack.io"
_IN_CLUSTER = "https://kubernetes.default.svc"
_NIGHT: dict[str, Any] = {"kind": "deny", "schedule": "* * * * *", "duration": "24h", "applications": ["*"]}
_CRD = {"group": "apiextensions.k8s.io", "kind": "CustomResourceDefinition"}


@dataclass(frozen=True)
class _Platform:
    """A cluster with Argo CD, and a program's way to it."""

    client: ProviderClient
    cluster: ControlPlane

    def make(self, kind: str, name: str, spec: dict[str, Any], *, seconds: float = SECONDS, **metadata: Any) -> Any:
        """Create an object as a program does, and wait for it."""
        place = {"name": name, "namespace": "gitops", **metadata}
        given = {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": place, "spec": spec}
        inputs, _ = self.client.check(_KINDS + kind, given)
        return self.client.create(_KINDS + kind, inputs, timeout=seconds)

    def application(
        self, name: str, *, seconds: float = SECONDS, source: Any = None, kinds: bool = False, **more: Any
    ) -> Any:
        """Create an application, and wait as the program waits; without seconds, don't."""
        base: dict[str, Any] = {"repoURL": _JETSTACK, "chart": "cert-manager", "targetRevision": "v1.21.1"}
        values = {"releaseName": name, "valuesObject": {"crds": {"enabled": kinds}}}
        spec: dict[str, Any] = {
            "project": "platform",
            "source": {**base, "name": f"{name}-1", "helm": values, **(source or {})},
            "destination": {"server": _IN_CLUSTER, "namespace": "work"},
            "syncPolicy": {"automated": {"selfHeal": True, "prune": True}},
            **more,
        }
        awaited = [
            f"jsonpath={{.status.sync.comparedTo.source.name}}={name}-1",
            "jsonpath={.status.sync.status}=Synced",
            "jsonpath={.status.health.status}=Healthy",
        ]
        annotations = {"pulumi.com/waitFor": json.dumps(awaited)} if seconds else {}
        finalizers = ["resources-finalizer.argocd.argoproj.io"]
        return self.make("Application", name, spec, seconds=seconds, annotations=annotations, finalizers=finalizers)

    def status(self, name: str) -> dict[str, Any]:
        """What the controller says of an application."""
        return self.cluster.get(f"{_GROUP}/applications/{name}").get("status", {})

    def change(self, kind: str, name: str, patch: dict[str, Any]) -> None:
        """Change an object by hand."""
        code, answer = self.cluster.call("PATCH", f"{_GROUP}/{kind}/{name}", patch)
        assert code == 200, answer

    def remove(self, name: str) -> None:
        """Delete an application, and wait until it is gone."""
        self.cluster.call("DELETE", f"{_GROUP}/applications/{name}")
        eventually(lambda: self.cluster.call("GET", f"{_GROUP}/applications/{name}")[0], lambda code: code == 404)

    def events(self, name: str) -> list[tuple[str, str]]:
        """The reasons and words of an application's events."""
        found = self.cluster.get("/api/v1/namespaces/gitops/events")["items"]
        return [(one["reason"], one["message"]) for one in found if one["involvedObject"]["name"] == name]


@pytest.fixture(scope="module")
def platform(cluster: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Platform]:
    """Argo CD released, its controller at work, and a project."""
    listed = tmp_path_factory.mktemp("charts") / "charts.json"
    listed.write_text(json.dumps({"charts": {"cert-manager": {"repository": _JETSTACK, "version": "v1.21.1"}}}))
    kubeconfig = (cluster.folder / "admin.kubeconfig").read_text()
    controller, stopped, api = (
        ApplicationController(listed, listed.parent),
        threading.Event(),
        KubernetesClient(kubeconfigs.load(kubeconfig)),
    )

    def work() -> None:
        while not stopped.wait(0.1):
            controller.tend(api)

    cluster.call("POST", "/api/v1/namespaces", {"metadata": {"name": "gitops"}})
    worker = threading.Thread(target=work)
    worker.start()
    with connected(KubernetesProvider()) as client:
        client.configure(kubeconfig=kubeconfig)
        given = {
            "name": "argo-cd",
            "namespace": "gitops",
            "chart": "argo-cd",
            "repositoryOpts": {"repo": "https://argoproj.github.io/argo-helm"},
            "values": {
                "configs": {
                    "params": {"controller.resource.health.persist": "true"},
                    "cm": {"application.sync.impersonation.enabled": True},
                }
            },
        }
        inputs, _ = client.check(_RELEASE, given)
        identifier, outputs = client.create(_RELEASE, inputs)
        found = _Platform(client, cluster)
        destinations = [{"server": _IN_CLUSTER, "namespace": name} for name in ("work", "later", "bare")]
        accounts = [{**row, "defaultServiceAccount": "gitops:platform"} for row in destinations[:-1]]
        spec = {
            "sourceRepos": [_JETSTACK],
            "destinations": destinations,
            "destinationServiceAccounts": accounts,
            "clusterResourceWhitelist": [_CRD],
        }
        _give_rights(cluster)
        found.make("AppProject", "platform", spec)
        yield found
        client.delete(_RELEASE, identifier, inputs, outputs)
    stopped.set()
    worker.join()
    eventually(lambda: cluster.call("GET", f"{_GROUP}/applications", raw=True)[0], lambda code: code == 404)


def _give_rights(cluster: ControlPlane) -> None:
    """Let the project's account do what a service needs."""
    rules = [
        {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["create", "patch", "delete"]},
        {
            "apiGroups": ["apiextensions.k8s.io"],
            "resources": ["customresourcedefinitions"],
            "verbs": ["create", "patch", "delete"],
        },
    ]
    rights = "/apis/rbac.authorization.k8s.io/v1"
    cluster.call("POST", f"{rights}/clusterroles", {"metadata": {"name": "platform"}, "rules": rules})
    binding = {
        "metadata": {"name": "platform"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "platform"},
        "subjects": [{"kind": "ServiceAccount", "name": "platform", "namespace": "gitops"}],
    }
    cluster.call("POST", f"{rights}/clusterrolebindings", binding)


def test_a_permitted_application_is_installed_and_removed_with_all_it_brought(platform: _Platform) -> None:
    """Its kinds are there when it is healthy, what is taken away comes again, and with it everything goes."""
    _, outputs = platform.application("certificates", kinds=True)
    status = outputs["status"]
    assert status["operationState"]["message"] == "successfully synced (all tasks run)"
    assert [entry["revision"] for entry in status["history"]] == ["v1.21.1"]
    certificate = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "own"}}
    path = "/apis/cert-manager.io/v1/namespaces/work/certificates"
    code, refused = platform.cluster.call("POST", path, {**certificate, "spec": {"secretName": "own"}})
    assert (code, "spec.issuerRef" in refused["message"]) == (422, True)
    record = "/api/v1/namespaces/work/configmaps/stands-in-for-certificates"
    platform.cluster.call("DELETE", record)
    eventually(lambda: platform.cluster.call("GET", record)[0], lambda code: code == 200)
    assert ("OperationCompleted", "Sync operation to v1.21.1 succeeded") in platform.events("certificates")
    platform.remove("certificates")
    eventually(lambda: platform.cluster.call("GET", path, raw=True)[0], lambda code: code == 404)
    assert platform.cluster.call("GET", record)[0] == 404


@pytest.mark.parametrize(
    ("name", "change", "condition"),
    [
        (
            "foreign",
            {"source": {"repoURL": "https://charts.example.com"}},
            (
                "InvalidSpecError",
                "application repo https://charts.example.com is not permitted in project 'platform'",
            ),
        ),
        (
            "elsewhere",
            {"destination": {"server": _IN_CLUSTER, "namespace": "kube-system"}},
            (
                "InvalidSpecError",
                f"application destination server '{_IN_CLUSTER}' and namespace 'kube-system' do not match any of",
            ),
        ),
        (
            "orphan",
            {"project": "none"},
            ("InvalidSpecError", "Application referencing project none which does not exist"),
        ),
        (
            "older",
            {"source": {"targetRevision": "v1.0.0"}},
            ("ComparisonError", f'chart "cert-manager" version "v1.0.0" not found in {_JETSTACK} repository'),
        ),
        (
            "parametrised",
            {"source": {"helm": {"parameters": [{"name": "a", "value": "b"}]}}},
            ("ComparisonError", "the sandbox's Argo CD does not honour spec.source.helm.parameters"),
        ),
    ],
)
def test_what_is_not_permitted_is_refused_in_a_condition(
    platform: _Platform, name: str, change: dict[str, Any], condition: tuple[str, str]
) -> None:
    """In Argo CD's words, or in the double's own where it can't play what is asked for."""
    platform.application(name, seconds=0, **change)
    status = eventually(lambda: platform.status(name), lambda status: status.get("conditions"))
    [said] = status["conditions"]
    assert said["type"] == condition[0]
    assert condition[1] in said["message"]
    assert status["sync"]["status"] == "Unknown"
    # As with Argo CD, an application goes only while its project is there and has an account for its place.
    platform.change("applications", name, {"spec": {"project": "platform", "destination": {"namespace": "work"}}})
    platform.remove(name)


def test_a_window_holds_back_all_but_what_a_person_asks_for(platform: _Platform) -> None:
    """Nothing goes in by itself; a manual synchronisation does if the window says so."""
    platform.change("appprojects", "platform", {"spec": {"syncWindows": [{**_NIGHT, "manualSync": True}]}})
    with pytest.raises(grpc.RpcError, match="become live: timed out waiting for the condition"):
        platform.application("gated", seconds=4)
    status = platform.status("gated")
    assert (status["sync"]["status"], status["health"]["status"]) == ("OutOfSync", "Missing")
    platform.change("applications", "gated", {"operation": {"initiatedBy": {"username": "anna"}, "sync": {}}})
    status = eventually(lambda: platform.status("gated"), lambda status: status["health"]["status"] == "Healthy")
    assert status["operationState"]["operation"]["initiatedBy"] == {"username": "anna"}
    assert "operation" not in platform.cluster.get(f"{_GROUP}/applications/gated")
    platform.change("appprojects", "platform", {"spec": {"syncWindows": [_NIGHT]}})
    platform.change("applications", "gated", {"operation": {"initiatedBy": {"username": "anna"}, "sync": {}}})
    blocked = "Sync operation blocked by sync window"
    eventually(lambda: platform.status("gated"), lambda status: status["operationState"].get("message") == blocked)
    platform.change("appprojects", "platform", {"spec": {"syncWindows": None}})
    eventually(lambda: platform.status("gated")["operationState"]["phase"], lambda phase: phase == "Succeeded")
    platform.remove("gated")


def test_an_application_that_the_double_is_told_is_unhealthy_until_it_is_not(platform: _Platform) -> None:
    """A config map names it with what is wrong; without it the application is healthy again."""
    told = {"metadata": {"name": "told", "labels": {"sandbox.portarium.dev/unhealthy": ""}}, "data": {"sick": "sealed"}}
    platform.cluster.call("POST", "/api/v1/namespaces/gitops/configmaps", told)
    platform.application("sick", seconds=0)
    status = eventually(
        lambda: platform.status("sick"), lambda status: part(status, "health").get("status") == "Degraded"
    )
    assert status["sync"]["status"] == "Synced"
    assert status["resources"][0]["health"] == {"status": "Degraded", "message": "sealed"}
    platform.cluster.call("DELETE", "/api/v1/namespaces/gitops/configmaps/told")
    eventually(lambda: platform.status("sick")["health"]["status"], lambda health: health == "Healthy")
    platform.remove("sick")


def test_a_synchronisation_that_fails_says_why(platform: _Platform) -> None:
    """A namespace that is not there, and then the same application once it is and somebody asks again."""
    later = {"server": _IN_CLUSTER, "namespace": "later"}
    once = {"automated": {}, "retry": {"limit": 0}}
    platform.application("early", seconds=0, destination=later, syncPolicy=once)
    [said] = eventually(lambda: platform.status("early").get("conditions"))
    reason = 'one or more objects failed to apply, reason: namespaces "later" not found'
    assert (said["type"], said["message"]) == ("SyncError", f"Failed last sync attempt to [v1.21.1]: {reason}")
    assert ("OperationCompleted", f"Sync operation to v1.21.1 failed: {reason}") in platform.events("early")
    platform.cluster.call("POST", "/api/v1/namespaces", {"metadata": {"name": "later"}})
    platform.change("applications", "early", {"operation": {"sync": {}}})
    status = eventually(lambda: platform.status("early"), lambda status: status["health"]["status"] == "Healthy")
    assert not status.get("conditions")
    platform.remove("early")


def test_it_is_installed_with_the_rights_of_the_projects_account(platform: _Platform) -> None:
    """Where the project names none, and where the account may not."""
    rights = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/platform"
    code, binding = platform.cluster.call("GET", rights)
    assert code == 200
    once = {"automated": {}, "retry": {"limit": 0}}
    bare = {"server": _IN_CLUSTER, "namespace": "bare"}
    platform.application("bare", seconds=0, destination=bare, syncPolicy=once)
    platform.cluster.call("DELETE", rights)
    platform.application("powerless", seconds=0, syncPolicy=once)
    for name, reason in (
        ("bare", "failed to find a matching service account to impersonate: no matching service account found for"),
        ("powerless", 'User "system:serviceaccount:gitops:platform" cannot'),
    ):
        [said] = eventually(lambda: platform.status(name).get("conditions"))  # noqa: B023 (called before the next)
        assert reason in said["message"]
    fresh = {key: binding[key] for key in ("roleRef", "subjects")} | {"metadata": {"name": "platform"}}
    platform.cluster.call("POST", rights.rpartition("/")[0], fresh)
    platform.change("applications", "bare", {"spec": {"destination": {"namespace": "work"}}})
    platform.remove("powerless")
    platform.remove("bare")
