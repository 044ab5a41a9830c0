"""Who is let into a cluster: each principal once, and nobody longer than an emergency."""

import re

import pytest

from tests.settings.configuration import resolved
from tests.stacks.recorded import Build, build, recorded

ENTRY = "aws:eks/accessEntry:AccessEntry"
ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ADMINISTRATION = "AmazonEKSClusterAdminPolicy"


def _during_emergency(granted: str, expires: str) -> Build:
    grant = {"principal": "on-call", "incident": "INC-4711", "grantedAt": granted, "expiresAt": expires}
    return build(resolved("dev", {"access.breakGlass": [grant]}))


def test_a_break_glass_grant_is_an_entry_in_its_group() -> None:
    """The holder gets the role's group in this environment, and no policy of the whole cluster."""
    recording = _during_emergency("2026-11-21T10:00:00Z", "2026-11-21T14:00:00Z").recording
    entry = recording.one(ENTRY, "access-break-glass-on-call")
    assert entry.inputs["kubernetesGroups"] == ["portarium:dev:break-glass"]
    assert [r.name for r in recording.all(ASSOCIATION) if "on-call" in r.inputs["principalArn"]] == []


def test_an_expired_grant_is_gone_with_the_next_up() -> None:
    """Its entry is no longer registered, so the engine deletes it; nothing else differs."""
    expired = _during_emergency("2026-11-21T01:00:00Z", "2026-11-21T02:00:00Z").recording
    assert [resource.urn for resource in expired.resources if "on-call" in resource.urn] == []
    assert {r.urn for r in expired.resources} == {r.urn for r in recorded("dev").recording.resources}


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_every_principal_enters_by_one_door(stack: str) -> None:
    """EKS knows one access entry a principal, and nobody who made the cluster is let in for that alone."""
    recording = recorded(stack).recording
    principals = [entry.inputs["principalArn"] for entry in recording.all(ENTRY)]
    assert len(set(principals)) == len(principals)
    access = recording.one("aws:eks/cluster:Cluster").inputs["accessConfig"]
    assert access == {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_only_administrators_and_the_pipeline_administer(stack: str) -> None:
    """No holder of an access policy has a policy of EKS: what they may do is RBAC's alone."""
    associations = recorded(stack).recording.all(ASSOCIATION)
    administering = [a.inputs["principalArn"] for a in associations if ADMINISTRATION in a.inputs["policyArn"]]
    assert {re.split("[/:]", principal)[-1] for principal in administering} == {
        "portarium-administrator",
        f"portarium-{stack}-delivery-deploy",
    }
    holders = {f"role/portarium-{role}" for role in ("platform-engineer", "app-team", "read-only")}
    assert [a.name for a in associations if a.inputs["principalArn"].endswith(tuple(holders))] == []
