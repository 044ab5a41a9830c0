"""Nodes become ready with network policies that hold from the first packet."""

import json

from components.aws.node_addons import NodeAddons, NodeAddonsArgs
from components.naming import ENVIRONMENT_TAG
from tests.components.aws.addon_cluster import CLUSTER
from tests.recording import Recording, record

_ADDON = "aws:eks/addon:Addon"
_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"


def _record() -> Recording:
    def program() -> object:
        addons = NodeAddons(
            "node-addons",
            NodeAddonsArgs(
                cluster=CLUSTER,
                vpc_cni_version="v1.20.4-eksbuild.1",
                kube_proxy_version="v1.34.0-eksbuild.2",
                pod_identity_agent_version="v1.3.9-eksbuild.1",
            ),
        )
        return addons.versions

    return record(program, computed={_ASSOCIATION: {"associationId": "a-1"}})


def test_every_addon_runs_in_the_version_that_was_asked_for() -> None:
    """None is left to AWS's default, which changes without a change of ours."""
    assert _record().result == {
        "vpc-cni": "v1.20.4-eksbuild.1",
        "kube-proxy": "v1.34.0-eksbuild.2",
        "eks-pod-identity-agent": "v1.3.9-eksbuild.1",
    }


def test_the_cni_enforces_policies_from_the_first_packet() -> None:
    """The add-on's schema wants the text `true`, not the boolean."""
    configuration = json.loads(_record().one(_ADDON, "node-addons-vpc-cni").inputs["configurationValues"])
    assert configuration["enableNetworkPolicy"] == "true"
    assert configuration["env"]["NETWORK_POLICY_ENFORCING_MODE"] == "strict"


def test_interfaces_of_pods_carry_the_tag_of_the_environment() -> None:
    """The CNI makes them without Pulumi, and takes their tags as a text in its environment."""
    configuration = json.loads(_record().one(_ADDON, "node-addons-vpc-cni").inputs["configurationValues"])
    assert json.loads(configuration["env"]["ADDITIONAL_ENI_TAGS"]) == {ENVIRONMENT_TAG: CLUSTER.environment}


def test_a_change_by_hand_is_corrected() -> None:
    """Strict mode that somebody switched off in the cluster comes back with the next update."""
    assert {addon.inputs["resolveConflictsOnUpdate"] for addon in _record().all(_ADDON)} == {"OVERWRITE"}


def test_the_cni_has_its_own_identity_before_it_starts() -> None:
    """Its pods ask for their role once, when they are made."""
    recording = _record()
    association = recording.one(_ASSOCIATION)
    assert (association.inputs["namespace"], association.inputs["serviceAccount"]) == ("kube-system", "aws-node")
    assert association.urn in recording.one(_ADDON, "node-addons-vpc-cni").depends_on
