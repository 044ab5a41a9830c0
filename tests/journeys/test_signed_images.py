"""An image that the image workflow has not signed does not start in an environment, and nothing else is in its way.

The policy is the program's, the kind is Kyverno's own, and the API server evaluates it; who has signed is a list of the
sandbox's, in which everything that is deployed is signed (sandbox/docs/kubernetes.md).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.refusals import CORE, DRY_RUN, OURS, STRATEGIC, change, container, pod_spec, start

POLICY = "/apis/policies.kyverno.io/v1/imagevalidatingpolicies/portarium-dev-signed-images"
SIGNATURES = f"{CORE}/kube-system/configmaps/sandbox-image-signatures"
SIGNER = "https://github.com/portarium/infrastructure/.github/workflows/ci-images.yml@refs/heads/main"
PLANES = ("apps-dev", "data-dev", "egress-dev", "env-dev", "execution-dev")
UNSIGNED = f"{OURS}@sha256:{'ab' * 32}"
BY_ANOTHER = f"{OURS}@sha256:{'cd' * 32}"
SIGNED = f"{OURS}@sha256:{'ef' * 32}"


@pytest.fixture(scope="module")
def cluster(sandbox: Session, dev: PulumiResult) -> Iterator[KubernetesClient]:
    """Give dev's cluster to an administrator, with two images that the image workflow has not signed."""
    administrator = sandbox.kubernetes("portarium-dev")
    others = {"ab" * 32: "nobody", "cd" * 32: SIGNER.replace("ci-images", "ci")}
    administrator.merge(SIGNATURES, {"data": others})
    eventually(lambda: _refusal(administrator, "apps-dev", UNSIGNED))
    yield administrator
    administrator.merge(SIGNATURES, {"data": dict.fromkeys(others)})


def _refusal(cluster: KubernetesClient, namespace: str, image: str) -> str:
    """Start a pod without leaving one, and give the words that refuse it."""
    try:
        start(cluster, namespace, "Pod", pod_spec(containers=[container(image=image)]))
    except ApiError as error:
        return str(error)
    return ""


def test_the_update_waited_until_the_policy_was_in_force(cluster: KubernetesClient) -> None:
    """The kind that took it is Kyverno's own; what the double did not honour would stand there."""
    found = cluster.get(POLICY)
    assert found["status"]["conditionStatus"]["ready"] is True
    assert found["spec"]["failurePolicy"] == "Fail"


@pytest.mark.parametrize("image", [UNSIGNED, BY_ANOTHER], ids=["unsigned", "signed by another workflow"])
def test_what_the_workflow_has_not_signed_is_refused_in_one_line(cluster: KubernetesClient, image: str) -> None:
    """In every namespace of the environment, to an administrator as well."""
    for namespace in PLANES:
        said = _refusal(cluster, namespace, image)
        assert f"not every image is signed by {SIGNER}: {image}" in said
        assert "\n" not in said


def test_an_image_that_runs_first_or_is_put_in_later_is_no_way_around(cluster: KubernetesClient) -> None:
    """Init containers, and ephemeral ones of a pod that runs."""
    spec = pod_spec(initContainers=[container(name="first", image=UNSIGNED)])
    with pytest.raises(ApiError, match="not every image is signed by"):
        start(cluster, "apps-dev", "Pod", spec)
    look = {"spec": {"ephemeralContainers": [container(name="look", image=UNSIGNED)]}}
    with pytest.raises(ApiError, match="not every image is signed by"):
        change(cluster, f"{_running(cluster)}/ephemeralcontainers", look, STRATEGIC)


def test_what_the_workflow_has_signed_starts(cluster: KubernetesClient) -> None:
    """By digest and by a full commit: the same requests, so it was the signature and nothing else."""
    for namespace in PLANES:
        assert _refusal(cluster, namespace, SIGNED) == ""
        assert _refusal(cluster, namespace, OURS) == ""


def test_what_runs_is_not_asked_about_again(cluster: KubernetesClient) -> None:
    """Its image is found to be unsigned afterwards: its labels and finalizers are written, and it goes."""
    running = _running(cluster)
    image = cluster.get(running)["spec"]["containers"][0]["image"]
    commit = image.partition("@")[0].rpartition(":")[2]
    cluster.merge(SIGNATURES, {"data": {commit: "nobody"}})
    try:
        eventually(lambda: _refusal(cluster, "apps-dev", image))
        worn = {"annotations": {"note": "looked at"}, "finalizers": ["x.example/y"]}
        written = change(cluster, running, {"metadata": worn})["metadata"]
        assert (written["annotations"]["note"], written["finalizers"]) == ("looked at", ["x.example/y"])
        cluster.request("DELETE", running, query=DRY_RUN)
    finally:
        cluster.merge(SIGNATURES, {"data": {commit: None}})
    eventually(lambda: not _refusal(cluster, "apps-dev", image))


def test_the_platform_starts_without_an_answer(cluster: KubernetesClient) -> None:
    """Whatever verifies images has to start before anything is verified."""
    assert _refusal(cluster, "system", UNSIGNED) == ""


def _running(cluster: KubernetesClient) -> str:
    pods = f"{CORE}/apps-dev/pods"
    return f"{pods}/{cluster.get(pods)['items'][0]['metadata']['name']}"
