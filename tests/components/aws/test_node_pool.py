"""Nodes hold no credential worth stealing, and their number belongs to the autoscaler."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.aws.node_addons import NodeAddons, NodeAddonsArgs
from components.aws.node_pool import NodePool, NodePoolArgs, Taint
from portarium_sandbox.iam.decision import allows
from tests.components.aws.addon_cluster import CLUSTER
from tests.recording import Recording, record

_GROUP = "aws:eks/nodeGroup:NodeGroup"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_COMPUTED = {
    _TEMPLATE: {"latestVersion": 7},
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {"associationId": "a-1"},
}
_SUBNETS = {"eu-central-1a": "subnet-a", "eu-central-1b": "subnet-b"}


def _record(
    *,
    instance_types: Sequence[str] = ("m7g.large",),
    subnets: Mapping[str, str] = _SUBNETS,
    capacity: Literal["ON_DEMAND", "SPOT"] = "ON_DEMAND",
    maximum: int = 4,
) -> Recording:
    def program() -> object:
        addons = NodeAddons(
            "node-addons",
            NodeAddonsArgs(
                cluster=CLUSTER,
                vpc_cni_version="v1",
                kube_proxy_version="v1",
                pod_identity_agent_version="v1",
            ),
        )
        pool = NodePool(
            "execution",
            NodePoolArgs(
                environment="dev",
                pool="execution",
                cluster_name="portarium-dev",
                version="1.34",
                subnets=subnets,
                instance_types=instance_types,
                minimum=2,
                maximum=maximum,
                capacity=capacity,
                taints=[Taint.from_kubernetes("portarium.io/plane", "execution", "NoExecute")],
                volume_key_arn="arn:volumes-key",
                instance_tags={"portarium:environment": "dev"},
                after=[addons],
            ),
        )
        return pool.node_group_name

    return record(program, computed=_COMPUTED)


def test_nodes_come_after_all_that_makes_them_ready() -> None:
    """The CNI, kube-proxy and the pod identity agent exist before the first node, and outlive the last."""
    recording = _record()
    addons = {addon.urn for addon in recording.all("aws:eks/addon:Addon")}
    assert len(addons) == 3
    assert addons <= set(recording.one(_GROUP).depends_on)


def test_a_node_has_its_permissions_for_as_long_as_it_lives() -> None:
    """Without them it neither joins nor drains."""
    recording = _record()
    attachments = [
        attachment
        for attachment in recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["role"] == recording.one("aws:iam/role:Role", "execution-role").inputs["name"]
    ]
    assert attachments
    assert {attachment.urn for attachment in attachments} <= set(recording.one(_GROUP).depends_on)


def test_a_nodes_role_can_not_touch_the_network() -> None:
    """The CNI's policy is attached to the CNI's role and not to the nodes'."""
    recording = _record()
    holders = [
        attachment.inputs["role"]
        for attachment in recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["policyArn"].endswith("CNI_Policy")
    ]
    assert holders == [recording.one("aws:iam/role:Role", "node-addons-vpc-cni-role").inputs["name"]]


def test_pods_do_not_reach_the_nodes_credentials() -> None:
    """The metadata service asks for a token, and its answer dies after one hop."""
    metadata = _record().one(_TEMPLATE).inputs["metadataOptions"]
    assert (metadata["httpTokens"], metadata["httpPutResponseHopLimit"]) == ("required", 1)


def test_disks_are_encrypted_and_nobody_signs_in() -> None:
    """There is no key pair to lose."""
    template = _record().one(_TEMPLATE).inputs
    [disk] = template["blockDeviceMappings"]
    assert (disk["ebs"]["encrypted"], disk["ebs"]["kmsKeyId"]) == ("true", "arn:volumes-key")
    assert "keyName" not in template
    assert "remoteAccess" not in _record().one(_GROUP).inputs


def test_no_node_gets_a_public_address() -> None:
    """A template that describes an interface can ask for one, and none does: the subnet decides, which gives none."""
    assert "networkInterfaces" not in _record().one(_TEMPLATE).inputs


def test_nodes_pull_images_and_push_none() -> None:
    """Of the registry they have AWS's policy for pulling, as AWS has written it."""
    known = json.loads(aws_managed_policies_data)
    attached = [
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in _record().all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.name.startswith("execution-")
    ]
    policies = [known[name]["Document"] for name in attached]
    assert allows(policies, "ecr:GetDownloadUrlForLayer")
    for action in ("ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:DeleteRepository", "ecr:SetRepositoryPolicy"):
        assert not allows(policies, action), action


def test_nodes_start_from_the_template_as_it_is_now() -> None:
    """A changed template is a new version, which rolls the nodes."""
    recording = _record()
    assert recording.one(_GROUP).inputs["launchTemplate"] == {
        "id": f"{recording.one(_TEMPLATE).name}-id",
        "version": "7",
    }


def test_the_size_belongs_to_the_autoscaler() -> None:
    """Pulumi creates the minimum, then leaves the size alone and lets the autoscaler find the group."""
    group = _record().one(_GROUP)
    assert group.inputs["scalingConfig"] == {"minSize": 2, "maxSize": 4, "desiredSize": 2}
    assert group.ignore_changes == ["scalingConfig.desiredSize"]
    assert group.inputs["tags"]["k8s.io/cluster-autoscaler/portarium-dev"] == "owned"


def test_instances_and_disks_carry_the_environments_tags() -> None:
    """AWS makes them from the template, where the provider's default tags don't reach."""
    specifications = {
        specification["resourceType"]: specification["tags"]
        for specification in _record().one(_TEMPLATE).inputs["tagSpecifications"]
    }
    assert {"instance", "volume"} <= specifications.keys()
    assert all(tags["portarium:environment"] == "dev" for tags in specifications.values())


@pytest.mark.parametrize(
    "replaced",
    [
        lambda: _record(instance_types=["m7g.xlarge"]),
        lambda: _record(subnets={"eu-central-1a": "subnet-a"}),
        lambda: _record(capacity="SPOT"),
    ],
    ids=["instance types", "zones", "capacity"],
)
def test_a_replacement_has_a_name_of_its_own(replaced: Callable[[], Recording]) -> None:
    """The new group takes over before the old one goes, which AWS refuses for two groups of one name."""
    assert replaced().result != _record().result


def test_what_changes_in_place_keeps_the_name() -> None:
    """Growing a pool doesn't replace it."""
    assert _record(maximum=9).result == _record().result


def test_taints_are_spelled_as_eks_spells_them() -> None:
    """Settings and Kubernetes write `NoExecute`."""
    [taint] = _record().one(_GROUP).inputs["taints"]
    assert taint == {"key": "portarium.io/plane", "value": "execution", "effect": "NO_EXECUTE"}
