"""Pods of environments are asked about their images, unanswered ones are refused, and nothing else stands still."""

from functools import cache
from typing import Any, get_args

import pytest

from components.kubernetes.labels import plane_labels
from components.platform.signed_image_policy import SignedImagePolicy, SignedImagePolicyArgs, signed_image_policy
from domain.plane import EnvironmentPlane, Plane
from tests.recording import Recording, record

_SIGNER = "https://github.com/acme/application/.github/workflows/ci-images.yml@refs/heads/main"
_POLICY = "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy"


@cache
def _recorded() -> Recording:
    def program() -> object:
        return SignedImagePolicy(
            "signed",
            SignedImagePolicyArgs(environment="dev", repository="acme/application", after="kyverno"),
        ).policy

    return record(program)


def _spec() -> dict[str, Any]:
    return signed_image_policy("acme/application")


def _selects(labels: dict[str, str]) -> bool:
    """Decide as the API server does about the two forms that the selector has."""
    selector = _spec()["matchConstraints"]["namespaceSelector"]
    return selector["matchLabels"].items() <= labels.items() and all(
        labels.get(expression["key"]) in expression["values"] for expression in selector["matchExpressions"]
    )


@pytest.mark.parametrize("plane", get_args(EnvironmentPlane))
@pytest.mark.parametrize("environment", ["dev", "review-7"])
def test_the_namespaces_of_every_environment_are_looked_into(plane: EnvironmentPlane, environment: str) -> None:
    """Those of an environment that shares the cluster as well."""
    assert _selects(plane_labels(environment, plane))


@pytest.mark.parametrize("plane", set(get_args(Plane)) - set(get_args(EnvironmentPlane)))
def test_the_platform_and_kubernetes_start_without_it(plane: Plane) -> None:
    """A pod of its own that waited for its own answer would wait for ever, and so would a node's."""
    assert not _selects(plane_labels("dev", plane))
    assert not _selects({"kubernetes.io/metadata.name": "kube-system"})


def test_who_is_not_answered_does_not_run() -> None:
    """A registry or a controller that is away opens nothing."""
    spec = _spec()
    assert (spec["failurePolicy"], spec["validationActions"]) == ("Fail", ["Deny"])


def test_the_signer_is_one_workflow_on_one_branch_letter_by_letter() -> None:
    """Keyless, anybody has a signature of Sigstore's: it is the identity that counts."""
    [attestor] = _spec()["attestors"]
    assert attestor["cosign"]["keyless"]["identities"] == [
        {"issuer": "https://token.actions.githubusercontent.com", "subject": _SIGNER}
    ]
    assert "ctlog" not in attestor["cosign"], (
        "with it the log would be asked, and without it the bundle proves the same"
    )


@pytest.mark.parametrize("containers", ["containers", "initContainers", "ephemeralContainers"])
def test_every_container_s_image_is_verified(containers: str) -> None:
    """The first ones and those that somebody puts into a running pod too; none is left aside by its name."""
    spec = _spec()
    [validation] = [each for each in spec["validations"] if f"images.{containers}.all(" in each["expression"]]
    assert "verifyImageSignatures(image, [attestors.workflow]) > 0" in validation["expression"]
    assert _SIGNER in validation["messageExpression"]
    assert spec["matchImageReferences"] == [{"glob": "*"}]


def test_deletion_is_not_asked_about_and_no_digest_is_written() -> None:
    """It would verify the images of what goes; a digest that it wrote would be a difference in every update."""
    spec = _spec()
    [rule] = spec["matchConstraints"]["resourceRules"]
    assert rule["operations"] == ["CREATE", "UPDATE"]
    assert rule["resources"] == ["pods", "pods/ephemeralcontainers"]
    assert spec["validationConfigurations"]["mutateDigest"] is False


def test_the_update_goes_on_once_it_is_in_force() -> None:
    """A release that came before would run unasked."""
    policy = _recorded().one(_POLICY)
    assert policy.inputs["metadata"]["annotations"] == {
        "pulumi.com/waitFor": "jsonpath={.status.conditionStatus.ready}=true"
    }
    assert policy.inputs["spec"] == _spec()
    assert policy.deleted_with == "", "it goes before Kyverno does, and not with the cluster after it"
    assert _recorded().result == policy.inputs["metadata"]["name"] == "portarium-dev-signed-images"
