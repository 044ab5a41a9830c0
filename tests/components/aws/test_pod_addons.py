"""Add-ons that run as pods come when something can run them."""

import json

import pulumi

from components.aws.pod_addons import PodAddons, PodAddonsArgs
from components.naming import ENVIRONMENT_TAG
from portarium_sandbox.iam.decision import allows
from tests.components.aws.addon_cluster import CLUSTER
from tests.recording import ACCOUNT_ID, REGION, Recording, record

_ADDON = "aws:eks/addon:Addon"
_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/volumes"
_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"


def _record() -> Recording:
    def program() -> object:
        nodes = pulumi.CustomResource("test:index:Nodes", "nodes")
        addons = PodAddons(
            "pod-addons",
            PodAddonsArgs(
                cluster=CLUSTER,
                coredns_version="v1.12.4-eksbuild.1",
                ebs_csi_driver_version="v1.50.1-eksbuild.1",
                metrics_server_version="v0.8.0-eksbuild.6",
                volumes_key_arn=_KEY,
                after=[nodes],
            ),
        )
        return addons.versions

    return record(program, computed={_ASSOCIATION: {"associationId": "a-1"}})


def test_they_wait_for_what_they_are_told_to_wait_for() -> None:
    """AWS reports them as failed while no node runs them."""
    recording = _record()
    nodes = recording.one("test:index:Nodes")
    assert all(nodes.urn in addon.depends_on for addon in recording.all(_ADDON))
    assert set(recording.result) == {"coredns", "aws-ebs-csi-driver", "metrics-server"}


def test_the_volume_driver_has_its_identity_before_it_starts() -> None:
    """Only the controller manages volumes; the agents on the nodes need no AWS identity."""
    recording = _record()
    association = recording.one(_ASSOCIATION)
    assert association.inputs["serviceAccount"] == "ebs-csi-controller-sa"
    assert association.urn in recording.one(_ADDON, "pod-addons-aws-ebs-csi-driver").depends_on


def test_volumes_of_pods_carry_the_tag_of_the_environment() -> None:
    """The driver makes them without Pulumi."""
    addon = _record().one(_ADDON, "pod-addons-aws-ebs-csi-driver")
    controller = json.loads(addon.inputs["configurationValues"])["controller"]
    assert controller["extraVolumeTags"] == {ENVIRONMENT_TAG: CLUSTER.environment}


def test_the_driver_makes_volumes_under_the_key_and_hands_it_to_aws_alone() -> None:
    """An attached volume is opened by a grant; one that AWS doesn't hold would be somebody else's way in."""
    policy = json.loads(_record().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    for action in ("kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt", "kms:DescribeKey"):
        assert allows([policy], action, _KEY), action
    assert allows([policy], "kms:CreateGrant", _KEY, context={"kms:GrantIsForAWSResource": "true"})
    assert not allows([policy], "kms:CreateGrant", _KEY, context={"kms:GrantIsForAWSResource": "false"})
    assert not allows([policy], "kms:Decrypt", _KEY.replace("volumes", "evidence"))
    assert not allows([policy], "kms:PutKeyPolicy", _KEY)
