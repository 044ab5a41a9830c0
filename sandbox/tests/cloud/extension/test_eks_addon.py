"""Add-ons and pod identity, asked with plain boto3."""

from typing import Any

import pytest

from tests.cloud.cloud_process import CloudProcess


@pytest.fixture
def eks(cloud: CloudProcess, shared_cluster: str) -> Any:
    """A client of a cloud that has a cluster."""
    return cloud.client("eks")


def test_an_addon_lives_and_dies(eks: Any, shared_cluster: str) -> None:
    """An add-on reads back, changes in place and goes."""
    names = {"clusterName": shared_cluster, "addonName": "vpc-cni"}
    eks.create_addon(**names, configurationValues='{"enableNetworkPolicy": "true"}')
    update = eks.update_addon(**names, addonVersion="v1.2.3-eksbuild.4")["update"]
    addon = eks.describe_addon(**names)["addon"]
    assert (addon["addonVersion"], addon["status"]) == ("v1.2.3-eksbuild.4", "ACTIVE")
    assert addon["configurationValues"] == '{"enableNetworkPolicy": "true"}'
    assert eks.describe_update(name=shared_cluster, addonName="vpc-cni", updateId=update["id"])["update"]["type"]
    assert eks.delete_addon(**names)["addon"]["status"] == "DELETING"
    assert "vpc-cni" not in eks.list_addons(clusterName=shared_cluster)["addons"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"addonName": "nonsense"}, "Addon nonsense specified is not supported"),
        ({"addonVersion": "latest"}, "Addon version specified is not supported"),
        ({"configurationValues": "[1]"}, "not in valid JSON or YAML"),
    ],
)
def test_bad_addons_are_refused(eks: Any, shared_cluster: str, changed: dict[str, str], message: str) -> None:
    """Names, versions and configuration are checked."""
    given = {"clusterName": shared_cluster, "addonName": "kube-proxy"} | changed
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        eks.create_addon(**given)


def test_an_addon_brings_its_pod_identity(cloud: CloudProcess, eks: Any, shared_cluster: str) -> None:
    """The association that an add-on asks for is made with it and goes with it."""
    names = {"clusterName": shared_cluster, "addonName": "aws-ebs-csi-driver"}
    identity = [{"serviceAccount": "ebs-csi", "roleArn": cloud.role("ebs")}]
    [arn] = eks.create_addon(**names, podIdentityAssociations=identity)["addon"]["podIdentityAssociations"]
    listed = eks.list_pod_identity_associations(clusterName=shared_cluster, serviceAccount="ebs-csi")
    assert [one["associationArn"] for one in listed["associations"]] == [arn]
    eks.delete_addon(**names)
    listed = eks.list_pod_identity_associations(clusterName=shared_cluster, serviceAccount="ebs-csi")
    assert listed["associations"] == []


def test_a_service_account_has_one_role(cloud: CloudProcess, eks: Any, shared_cluster: str) -> None:
    """A second association is refused and names the first; the first can change its role."""
    given = {"clusterName": shared_cluster, "namespace": "apps", "serviceAccount": "api"}
    made = eks.create_pod_identity_association(**given, roleArn=cloud.role("one"))["association"]
    with pytest.raises(eks.exceptions.ResourceInUseException, match=made["associationId"]):
        eks.create_pod_identity_association(**given, roleArn=cloud.role("two"))
    named = {"clusterName": shared_cluster, "associationId": made["associationId"]}
    eks.update_pod_identity_association(**named, roleArn=cloud.role("two"))
    assert eks.describe_pod_identity_association(**named)["association"]["roleArn"] == cloud.role("two")
    eks.delete_pod_identity_association(**named)
    with pytest.raises(eks.exceptions.ResourceNotFoundException, match="No association found"):
        eks.describe_pod_identity_association(**named)
