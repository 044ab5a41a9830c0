"""Workloads that call NATS, in whole stacks: as their plane's user, by files, and by a way that no other pod has."""

from functools import cache
from typing import Any

import pytest

from domain.nats import CLIENT_FILES, CLIENT_PATH, user_of
from tests.settings.configuration import problems, resolved
from tests.stacks.recorded import ENVIRONMENTS, RELEASED, REVIEW, Build, build, others, recorded

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
_REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_VARIABLES: dict[str, object] = {
    "workloads.0.variables.NATS_URL": {"nats": "url"},
    "workloads.0.variables.NATS_CERTIFICATE": {"nats": "certificate"},
}


@cache
def _with_clients() -> Build:
    return build(resolved("dev", _VARIABLES), stacks={**others("dev"), "dev": RELEASED})


def _pod(component: str) -> dict[str, Any]:
    deployment = _with_clients().recording.one(_DEPLOYMENT, f"{component}-deployment")
    return deployment.inputs["spec"]["template"]["spec"]


def test_its_pods_have_the_certificate_as_files() -> None:
    """Where its variables say, and from the secret that the mirror fills."""
    [container] = _pod("control-plane")["containers"]
    given = {each["name"]: each.get("value") for each in container["env"]}
    assert given["NATS_URL"] == "tls://nats.system.svc:4222"
    assert given["NATS_CERTIFICATE"] == CLIENT_FILES["certificate"]
    [mounted] = [each["name"] for each in container["volumeMounts"] if each["mountPath"] == CLIENT_PATH]
    [volume] = [each for each in _pod("control-plane")["volumes"] if each["name"] == mounted]
    request = _with_clients().recording.one(_REQUEST, "nats-client-control-request").inputs
    assert volume["secret"]["secretName"] == request["spec"]["target"]["name"]
    assert request["metadata"]["namespace"] == "apps-dev"


def test_the_certificate_is_of_its_planes_user() -> None:
    """Made beside the issuer, and of no name that a plane could choose."""
    certificate = _with_clients().recording.one(_CERTIFICATE, "nats-client-control-certificate").inputs
    assert certificate["spec"]["dnsNames"] == [user_of("control")]
    assert certificate["spec"]["usages"] == ["digital signature", "client auth"]
    assert certificate["metadata"]["namespace"] == "system"
    elsewhere = {each.inputs["metadata"]["namespace"] for each in _with_clients().recording.all(_CERTIFICATE)}
    assert elsewhere == {"system"}


def test_its_pods_wait_for_the_certificate() -> None:
    """A pod whose volume has no secret does not start until there is one."""
    recording = _with_clients().recording
    request = recording.one(_REQUEST, "nats-client-control-request")
    assert request.urn in recording.one(_DEPLOYMENT, "control-plane-deployment").depends_on


def test_only_who_calls_has_a_way_to_the_servers() -> None:
    """The worker beside it refers to nothing of NATS's, and has neither a way nor a certificate."""
    ways = [
        policy.inputs["spec"]["podSelector"]["matchLabels"]
        for policy in _with_clients().recording.all(_POLICY)
        if policy.inputs["metadata"]["name"].endswith("-to-nats-egress")
        and policy.inputs["metadata"]["namespace"] != "system"
    ]
    assert ways == [{"app.kubernetes.io/name": "control-plane"}]
    assert not [each for each in _pod("execution-plane")["volumes"] if "nats" in each["name"]]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_without_a_reference_nothing_is_made(stack: str) -> None:
    """The public application sends nothing over NATS."""
    names = [resource.name for resource in recorded(stack).recording.resources]
    assert [name for name in names if name.startswith("nats-client")] == []


def test_a_stack_on_anothers_cluster_is_refused_it() -> None:
    """It has no account there, and would act as its host's planes do."""
    [line] = problems(REVIEW, {"workloads.0.variables.NATS_URL": {"nats": "url"}})
    assert "workloads[0].variables.NATS_URL: this stack has no NATS, and no account in that of its cluster" in line
