"""Who may connect to the database, by the security groups of the nodes: the network policies are a second fence."""

import pytest

from tests.recording import Recording
from tests.stacks.recorded import REVIEW, recorded

_POSTGRES = 5432


def _admitted(recording: Recording) -> set[str]:
    group = recording.one("aws:ec2/securityGroup:SecurityGroup", "database-firewall-security-group")
    rules = recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    ours = [rule.inputs for rule in rules if rule.inputs["securityGroupId"] == f"{group.name}-id"]
    assert {(rule["fromPort"], rule["toPort"]) for rule in ours} == {(_POSTGRES, _POSTGRES)}
    return {rule["referencedSecurityGroupId"] for rule in ours}


def _groups_of_pools(recording: Recording) -> dict[str, set[str]]:
    templates = recording.all("aws:ec2/launchTemplate:LaunchTemplate")
    return {
        template.name.removesuffix("-launch-template"): set(template.inputs.get("vpcSecurityGroupIds", ()))
        for template in templates
    }


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_no_node_of_the_execution_plane_connects(stack: str) -> None:
    """What runs there is not trusted, and all other nodes do connect."""
    recording = recorded(stack).recording
    admitted = _admitted(recording)
    execution = {
        group.name.removesuffix("-node-group")
        for group in recording.all("aws:eks/nodeGroup:NodeGroup")
        if any(taint["value"] == "execution" for taint in group.inputs.get("taints", ()))
    }
    assert execution
    for pool, groups in _groups_of_pools(recording).items():
        assert bool(groups & admitted) == (pool not in execution), pool


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_nodes_with_groups_of_their_own_keep_the_clusters(stack: str) -> None:
    """EKS gives its group to those nodes only that name none, and without it a node never joins."""
    for pool, groups in _groups_of_pools(recorded(stack).recording).items():
        assert not groups or "sg-cluster" in groups, pool


def test_a_shared_stacks_database_admits_its_hosts_nodes() -> None:
    """It has none of its own."""
    assert _admitted(recorded(REVIEW).recording) == _admitted(recorded("dev").recording)
