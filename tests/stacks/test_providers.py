"""Explicit providers by fixed names: the engine's default ones have neither our region nor our cluster."""

import json
from typing import Any

import pytest

from stacks.providers import AWS_PROVIDER, KUBERNETES_PROVIDER
from tests.recording import PROJECT
from tests.stacks.recorded import REVIEW, STACKS, recorded


def test_the_names_stay() -> None:
    """A provider under another name would replace everything it manages, whatever its aliases."""
    assert (AWS_PROVIDER, KUBERNETES_PROVIDER) == ("aws", "kubernetes")


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_is_the_explicit_providers(stack: str) -> None:
    """AWS by `aws`, Kubernetes by `kubernetes`; `random` alone needs no configuration and uses the default one."""
    foreign: dict[str, str] = {}
    for resource in recorded(stack).recording.resources:
        package = resource.type.split(":")[0]
        if not resource.custom or package in ("pulumi", "random"):
            continue
        expected = f"urn:pulumi:{stack}::{PROJECT}::pulumi:providers:{package}::{package}::{package}-id"
        if resource.provider != expected:
            foreign[resource.urn] = resource.provider
    assert foreign == {}


@pytest.mark.parametrize("stack", STACKS)
def test_there_are_these_two_providers_and_no_other(stack: str) -> None:
    """No component makes a provider of its own."""
    made = [r for r in recorded(stack).recording.resources if r.type.startswith("pulumi:providers:")]
    assert sorted(provider.name for provider in made) == [AWS_PROVIDER, KUBERNETES_PROVIDER]
    assert {package for r in recorded(stack).recording.resources if (package := r.type.split(":")[0])} <= {
        "aws",
        "kubernetes",
        "portarium",
        "pulumi",
        "random",
    }


@pytest.mark.parametrize("stack", STACKS)
def test_functions_are_called_with_the_explicit_provider(stack: str) -> None:
    """The caller's account, and what the account's stack has made, are asked of the provider that will deploy there."""
    calls = [call for call in recorded(stack).recording.invokes if not call[0].startswith("pulumi:")]
    boundary = [] if stack == REVIEW else ["aws:iam/getPolicy:getPolicy"]
    assert [token for token, _ in calls] == ["aws:index/getCallerIdentity:getCallerIdentity", *boundary]
    assert all(f"::{AWS_PROVIDER}::" in provider for _, provider in calls)


@pytest.mark.parametrize("stack", STACKS)
def test_everything_on_aws_is_tagged_by_default(stack: str) -> None:
    """Environment, tier and manager are the provider's default tags, and no resource overrides them."""
    build = recorded(stack)
    provider = build.recording.one("pulumi:providers:aws")
    tags: dict[str, Any] = json.loads(provider.inputs["defaultTags"])["tags"]
    assert tags == {
        "portarium:environment": stack,
        "portarium:tier": build.settings.environment.tier,
        "portarium:managed-by": "pulumi",
    }
    overriding = [r.name for r in build.recording.resources if set(r.inputs.get("tags") or {}) & set(tags)]
    assert overriding == []


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_cluster_lets_its_provider_in_first(stack: str) -> None:
    """The Kubernetes provider comes after every access entry's policy, so it is never a stranger to its cluster."""
    recording = recorded(stack).recording
    provider = recording.one("pulumi:providers:kubernetes")
    policies = recording.all("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    assert {policy.urn for policy in policies} <= set(provider.depends_on)
    # Else another way to write the kubeconfig would replace everything inside.
    assert provider.inputs["clusterIdentifier"] == f"portarium-{stack}"
    assert not json.loads(provider.inputs["deleteUnreachable"])
