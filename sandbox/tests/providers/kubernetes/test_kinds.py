"""Kinds and the type tokens that name them."""

import pytest

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.kinds import Kind, is_list, kind_of, kind_of_token, patched_kind


@pytest.mark.parametrize(
    ("token", "kind", "qualified"),
    [
        ("kubernetes:core/v1:Namespace", Kind("v1", "Namespace"), "Namespace"),
        ("kubernetes:apps/v1:Deployment", Kind("apps/v1", "Deployment"), "apps/Deployment"),
        ("kubernetes:argoproj.io/v1alpha1:Application", Kind("argoproj.io/v1alpha1", "Application"), None),
    ],
)
def test_kind_of_token(token: str, kind: Kind, qualified: str | None):
    """The core group has no name in the API, every other one keeps its own."""
    assert kind_of_token(token) == kind
    assert kind.qualified_name == (qualified or "argoproj.io/Application")


@pytest.mark.parametrize("token", ["aws:s3/bucket:Bucket", "kubernetes:apps/v1", "kubernetes::Deployment"])
def test_other_tokens_are_refused(token: str):
    """What is no Kubernetes type is named, with the form that is."""
    with pytest.raises(ProviderError, match="kubernetes:apps/v1:Deployment"):
        kind_of_token(token)


def test_properties_know_better_than_the_token():
    """A patch's properties say the kind it is for; without properties the token tells it too."""
    token = "kubernetes:apps/v1:DeploymentPatch"
    assert kind_of(token, {}, {"apiVersion": "apps/v1", "kind": "StatefulSet"}) == Kind("apps/v1", "StatefulSet")
    assert kind_of(token) == Kind("apps/v1", "Deployment")


def test_patched_kind():
    """Only names that end in Patch are patches."""
    assert patched_kind(Kind("v1", "SecretPatch")) == Kind("v1", "Secret")
    assert patched_kind(Kind("v1", "Secret")) is None


def test_lists():
    """Lists of built-in kinds are lists; a custom kind may just be called so."""
    assert is_list(Kind("v1", "PodList"))
    assert is_list(Kind("networking.k8s.io/v1", "IngressList"))
    assert not is_list(Kind("example.com/v1", "AllowList"))


def test_every_built_in_type_of_the_sdk_has_a_kind():
    """The tokens that the SDK registers are all of a form the double reads."""
    import pulumi_kubernetes.apps.v1 as apps  # noqa: PLC0415  (heavy, and only this test needs it)

    members: list[dict[str, str]] = [getattr(thing, "__dict__", {}) for thing in vars(apps).values()]
    tokens = [member["pulumi_type"] for member in members if "pulumi_type" in member]
    assert "kubernetes:apps/v1:Deployment" in tokens
    assert all(kind_of_token(token).api_version == "apps/v1" for token in tokens)
