"""Workloads that have files of Vault, in whole stacks: they may fetch these, wait for Vault, and no other pod may."""

from typing import Any

import pytest

from domain.vault import CONFIGURATION
from ops.operations.vault.policies import roles
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, RELEASED, REVIEW, Build, build, others, recorded
from tests.stacks.vault_plan import vault_plan_of

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_FILES: dict[str, object] = {"workloads.0.secretFiles": {"signing.json": "control-plane/signing"}}


def _with_files(stack: str) -> Build:
    return build(resolved(stack, _FILES), stacks={**others(stack), stack: RELEASED})


def _template(made: Build, component: str) -> dict[str, Any]:
    return made.recording.one(_DEPLOYMENT, f"{component}-deployment").inputs["spec"]["template"]


@pytest.mark.parametrize(("stack", "owner"), [("dev", "dev"), (REVIEW, "dev")])
def test_what_the_agent_asks_for_its_role_may_read(stack: str, owner: str) -> None:
    """The role and the place of the pod are those of a policy that the job writes for its namespace."""
    annotations = _template(_with_files(stack), "control-plane")["metadata"]["annotations"]
    wanted = annotations["vault.hashicorp.com/agent-inject-secret-signing.json"]
    role = annotations["vault.hashicorp.com/role"]
    found = {each.name: each for each in roles(vault_plan_of(owner), "auth_kubernetes_1")}[role]
    below = f"portarium/data/{stack}/control/" if stack == owner else f"portarium/data/review-any/apps-{stack}/"
    assert wanted == f"{below}control-plane/signing"
    readable = found.policy.replace(
        "{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_namespace}}", f"apps-{stack}"
    )
    assert f'path "{below}*"' in readable
    assert any(f"apps-{stack}".startswith(pattern.rstrip("*")) for pattern in found.namespaces)


def test_the_pods_wait_for_vault_and_for_whom_to_believe() -> None:
    """An agent that believes no server keeps its pod from starting, until somebody looks."""
    recording = _with_files("dev").recording
    trust = recording.one(_REQUEST, "vault-trust-control-request")
    assert recording.one("kubernetes:batch/v1:Job", f"{CONFIGURATION}-job").urn in trust.depends_on
    assert trust.urn in recording.one(_DEPLOYMENT, "control-plane-deployment").depends_on


def test_only_the_reader_has_a_way_to_vault() -> None:
    """By its own label; the worker beside it names no file and gets none."""
    made = _with_files("dev")
    ways = [
        policy.inputs["spec"]["podSelector"]["matchLabels"]
        for policy in made.recording.all(_POLICY)
        if policy.inputs["metadata"]["name"].endswith("-to-vault-egress")
        and policy.inputs["metadata"]["namespace"] != "system"
    ]
    assert ways == [{"app.kubernetes.io/name": "control-plane"}]
    assert "portarium.io/reads-from" not in _template(made, "execution-plane")["metadata"]["labels"]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_without_files_nobody_asks_vault(stack: str) -> None:
    """The public application reads variables alone."""
    names = [resource.name for resource in recorded(stack).recording.resources]
    assert [name for name in names if name.startswith("vault-trust")] == []
