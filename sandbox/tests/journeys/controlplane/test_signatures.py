"""Policies of Kyverno hold while the double works: it is the API server that decides, by the policy's own words."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portarium_sandbox.charts import kinds
from portarium_sandbox.charts.catalogue import find
from portarium_sandbox.charts.definitions import definitions, provide
from portarium_sandbox.image_verifier import verifier
from portarium_sandbox.image_verifier.translation import SIGNATURES
from portarium_sandbox.image_verifier.verifier import ImageVerifier
from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.patience import eventually
from portarium_sandbox.progress import Progress
from tests.journeys.controlplane.client import GOOD_IMAGE, ControlPlane, Object, pod

_SIGNER = "https://github.com/acme/application/.github/workflows/ci-images.yml@refs/heads/main"
_OTHER = _SIGNER.replace("ci-images", "other")
_KIND = "/apis/policies.kyverno.io/v1/imagevalidatingpolicies"
_PODS = "/api/v1/namespaces/signed/pods"
_DIGEST = "ab" * 32
_REFUSED = f"not signed by {_SIGNER}"


def _policy(**changes: Any) -> Object:
    spec = {
        "failurePolicy": "Fail",
        "validationActions": ["Deny"],
        "validationConfigurations": {"mutateDigest": False, "verifyDigest": False, "required": True},
        "matchConstraints": {
            "namespaceSelector": {"matchLabels": {"signed": "only"}},
            "resourceRules": [
                {
                    "apiGroups": [""],
                    "apiVersions": ["v1"],
                    "resources": ["pods", "pods/ephemeralcontainers"],
                    "operations": ["CREATE", "UPDATE"],
                }
            ],
        },
        "matchImageReferences": [{"glob": "*"}],
        "attestors": [
            {"name": "builder", "cosign": {"keyless": {"identities": [{"issuer": "https://x", "subject": _SIGNER}]}}}
        ],
        "validations": [
            {
                "expression": f"images.{place}.all(i, verifyImageSignatures(i, [attestors.builder]) > 0)",
                "messageExpression": f"'not signed by {_SIGNER}: ' + images.{place}.join(', ')",
            }
            for place in ("containers", "initContainers", "ephemeralContainers")
        ],
        **changes,
    }
    return {"apiVersion": "policies.kyverno.io/v1", "kind": "ImageValidatingPolicy", "spec": spec}


@pytest.fixture(scope="module")
def api(cluster: ControlPlane) -> Iterator[KubernetesClient]:
    """Give a cluster that serves Kyverno's kinds, with a namespace in which they hold."""
    chart = find("kyverno", "https://kyverno.github.io/kyverno")
    assert chart
    provide(Progress())
    found = kubeconfig.load((cluster.folder / "admin.kubeconfig").read_text())
    client = KubernetesClient(found, connection_retries=0)
    brought = definitions(chart)
    kinds.bring(client, brought, manager="test")
    eventually(lambda: not kinds.unserved(client, brought))
    cluster.make("/api/v1/namespaces", metadata={"name": "signed", "labels": {"signed": "only"}})
    yield client
    kinds.take_away(client, brought)


@pytest.fixture
def tend(api: KubernetesClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Give a look of the double into the cluster; at the end no policy is in force."""
    monkeypatch.setattr(verifier, "_PAUSE_SECONDS", 0.0)
    double = ImageVerifier()
    yield lambda: double.tend(api)
    for policy in api.get(_KIND)["items"]:
        api.delete(f"{_KIND}/{policy['metadata']['name']}")
    double.tend(api)


def _try(api: KubernetesClient, image: str, **spec: Any) -> str:
    """Start a pod without leaving one, and give what refuses it."""
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tried"}, "spec": pod(image, **spec)}
    try:
        api.create(_PODS, body, dryRun="All")
    except ApiError as error:
        return str(error)
    return ""


def _status(api: KubernetesClient, name: str) -> Object:
    return api.get(f"{_KIND}/{name}").get("status", {}).get("conditionStatus", {})


def _list(api: KubernetesClient, **signed_by: str) -> None:
    api.merge(f"/api/v1/namespaces/kube-system/configmaps/{SIGNATURES}", {"data": signed_by or None})


def test_what_is_listed_as_somebody_else_s_is_refused(api: KubernetesClient, tend: Callable[[], None]) -> None:
    """By digest and by commit; what is not listed runs, and an image of no commit was signed by nobody."""
    api.create(_KIND, {**_policy(), "metadata": {"name": "signed"}})
    tend()
    eventually(lambda: _REFUSED in _try(api, "busybox"))
    tend()
    assert _status(api, "signed")["ready"] is True
    _list(api, **{_DIGEST: _OTHER, "c" * 40: "nobody"})
    eventually(lambda: _REFUSED in _try(api, f"{GOOD_IMAGE}@sha256:{_DIGEST}"))
    assert _try(api, GOOD_IMAGE) == ""
    assert _REFUSED in _try(api, f"{GOOD_IMAGE.rpartition(':')[0]}:{'c' * 40}")
    assert _REFUSED in _try(api, "busybox")
    first = [{"name": "first", "image": f"{GOOD_IMAGE}@sha256:{_DIGEST}"}]
    assert _REFUSED in _try(api, GOOD_IMAGE, initContainers=first)
    _list(api)
    eventually(lambda: _try(api, f"{GOOD_IMAGE}@sha256:{_DIGEST}") == "")


def test_deletions_are_judged_where_the_policy_asks_for_it(api: KubernetesClient, tend: Callable[[], None]) -> None:
    """As by Kyverno, which verifies the images of what goes: a policy that matches them keeps a pod for ever."""
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "going"}, "spec": pod("busybox")}
    eventually(lambda: _try(api, "busybox") == "")
    api.create(_PODS, body)
    spec = _policy()["spec"]
    [rule] = spec["matchConstraints"]["resourceRules"]
    rule["operations"] = ["CREATE", "DELETE"]
    api.create(_KIND, {**_policy(matchConstraints=spec["matchConstraints"]), "metadata": {"name": "deletions"}})
    tend()
    gone = f"{_PODS}/going"

    def refused() -> bool:
        try:
            api.request("DELETE", gone, query={"dryRun": "All"})
        except ApiError as error:
            return _REFUSED in str(error)
        return False

    eventually(refused)
    api.delete(f"{_KIND}/deletions")
    tend()
    eventually(lambda: not refused())
    api.delete(gone, {"gracePeriodSeconds": 0})


def test_what_the_double_does_not_honour_is_said(api: KubernetesClient, tend: Callable[[], None]) -> None:
    """The policy is not ready then, and whoever waits for it is told why."""
    api.create(_KIND, {**_policy(autogen={}), "metadata": {"name": "strange"}})
    tend()
    said = _status(api, "strange")
    assert said["ready"] is False
    assert said["message"] == "the sandbox's double of Kyverno does not honour spec.autogen"
    api.create(_KIND, {**_policy(validations=[{"expression": "no(("}]), "metadata": {"name": "unreadable"}})
    tend()
    assert _status(api, "unreadable")["ready"] is False
