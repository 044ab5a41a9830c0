"""The policies are bound, closed when in doubt, and look at people in the namespaces of environments."""

from functools import cache
from typing import Any, get_args

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.admission import Admission, AdmissionArgs
from components.kubernetes.labels import plane_labels
from domain.plane import EnvironmentPlane, Plane
from tests.recording import Recording, Registered, record

POLICY = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
BINDING = f"{POLICY}Binding"
NAMESPACED = ("portarium-dev-guards", "portarium-dev-images", "portarium-dev-workloads")
OF_EVERYBODY = "portarium-dev-images"


@cache
def _recorded(environment: str = "dev", *, by_digest: bool = False) -> Recording:
    def program() -> object:
        args = AdmissionArgs(
            environment=environment, image_owner="acme", by_digest=by_digest, cluster=core.Namespace("cluster")
        )
        return Admission("admission", args).policies

    return record(program)


def _policies() -> dict[str, Registered]:
    return {policy.inputs["metadata"]["name"]: policy for policy in _recorded().all(POLICY)}


def _selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """Decide as the API server does about the two forms that a selector has here."""
    return selector["matchLabels"].items() <= labels.items() and all(
        expression["operator"] == "In" and labels.get(expression["key"]) in expression["values"]
        for expression in selector["matchExpressions"]
    )


def test_every_policy_is_bound_to_deny() -> None:
    """A policy without a binding does nothing, and who waits for the policies waits for the bindings."""
    bound = {binding.inputs["spec"]["policyName"]: binding for binding in _recorded().all(BINDING)}
    assert bound.keys() == _policies().keys() == set(_recorded().result)
    assert [binding.inputs["spec"]["validationActions"] for binding in bound.values()] == [["Deny"]] * len(bound)


def test_what_can_not_be_decided_is_refused() -> None:
    """A rule that an object breaks in a way nobody thought of closes, and does not open."""
    assert {policy.inputs["spec"]["failurePolicy"] for policy in _policies().values()} == {"Fail"}


def test_every_policy_but_that_of_images_passes_by_kubernetes_and_delivery() -> None:
    """Each has both conditions: controllers make pods from templates, and the pipeline makes everything."""
    assert "matchConditions" not in _policies()[OF_EVERYBODY].inputs["spec"]
    for name, policy in _policies().items():
        if name == OF_EVERYBODY:
            continue
        conditions = {condition["name"] for condition in policy.inputs["spec"]["matchConditions"]}
        assert {"by-no-part-of-kubernetes", "by-nobody-who-may-change-the-policies"} <= conditions, name


@pytest.mark.parametrize("plane", get_args(EnvironmentPlane))
@pytest.mark.parametrize("environment", ["dev", "review-7"])
def test_the_namespaces_of_every_environment_are_looked_into(plane: EnvironmentPlane, environment: str) -> None:
    """Those of an environment that shares the cluster as well: there is one policy for all of them."""
    for name in NAMESPACED:
        selector = _policies()[name].inputs["spec"]["matchConstraints"]["namespaceSelector"]
        assert _selects(selector, plane_labels(environment, plane)), name


@pytest.mark.parametrize("plane", set(get_args(Plane)) - set(get_args(EnvironmentPlane)))
def test_what_others_have_built_is_not_held_to_our_images(plane: Plane) -> None:
    """Neither the platform's namespace nor one of Kubernetes' own is selected."""
    for name in NAMESPACED:
        selector = _policies()[name].inputs["spec"]["matchConstraints"]["namespaceSelector"]
        assert not _selects(selector, plane_labels("dev", plane)), name
        assert not _selects(selector, {"kubernetes.io/metadata.name": "kube-system"}), name


def test_a_namespace_is_known_by_what_it_was() -> None:
    """A selector would look at the labels that a request wants, and so pass by the request that takes them away."""
    spec = _policies()["portarium-dev-namespaces"].inputs["spec"]
    assert "namespaceSelector" not in spec["matchConstraints"]
    (ours,) = [condition for condition in spec["matchConditions"] if condition["name"] == "ours"]
    assert ours["expression"].startswith("oldObject.")
    assert "object.metadata.labels" not in ours["expression"]


def test_every_refusal_is_one_line() -> None:
    """The API server takes no message with a line break, and reads best what does not begin like a sentence."""
    messages = [
        validation["message"] for policy in _policies().values() for validation in policy.inputs["spec"]["validations"]
    ]
    assert [message for message in messages if "\n" in message or message[-1] == "." or message[0].isupper()] == []
    assert len(set(messages)) == len(messages)


def test_images_are_those_of_the_settings() -> None:
    """The rule and its message name the owner that the settings name."""
    validations = _policies()["portarium-dev-workloads"].inputs["spec"]["validations"]
    (images,) = [validation for validation in validations if ".image" in validation["expression"]]
    assert "ghcr\\.io/acme/portarium-" in images["expression"]
    assert "ghcr.io/acme/portarium-<component>" in images["message"]


def test_what_runs_is_looked_at_as_a_pod_whoever_makes_it() -> None:
    """What makes pods makes them through the same API, and what deletes them is none of its business."""
    constraints = _policies()[OF_EVERYBODY].inputs["spec"]["matchConstraints"]
    (rule,) = constraints["resourceRules"]
    assert rule["resources"] == ["pods", "pods/ephemeralcontainers"]
    assert rule["operations"] == ["CREATE", "UPDATE"]


def test_a_digest_is_demanded_where_the_settings_say_so() -> None:
    """Without it a full SHA is enough: who promotes by `imageSha` alone has no digest."""

    def demands(*, by_digest: bool) -> list[dict[str, str]]:
        policies = _recorded(by_digest=by_digest).all(POLICY)
        (images,) = [each for each in policies if each.inputs["metadata"]["name"] == OF_EVERYBODY]
        return images.inputs["spec"]["validations"]

    assert len(demands(by_digest=False)) == 1
    assert demands(by_digest=False) == demands(by_digest=True)[:1]
    assert "r'@sha256:[0-9a-f]{64}$'" in demands(by_digest=True)[1]["expression"]


def test_two_clusters_have_names_of_their_own() -> None:
    """The owner's name is part of a policy's, as it is of its cluster's."""
    others = {policy.inputs["metadata"]["name"] for policy in _recorded("prod").all(POLICY)}
    assert others
    assert others & _policies().keys() == set()


def test_they_go_with_their_cluster() -> None:
    """A cluster that is deleted takes them with it: nothing is asked of an API server that is gone."""
    recording = _recorded()
    cluster = recording.one("kubernetes:core/v1:Namespace").urn
    assert {found.deleted_with for found in (*recording.all(POLICY), *recording.all(BINDING))} == {cluster}
