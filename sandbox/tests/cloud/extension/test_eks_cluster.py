"""Clusters and their updates, asked with plain boto3."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess


def _services(block: str) -> dict[str, Any]:
    return {"kubernetesNetworkConfig": {"serviceIpv4Cidr": block}}


@pytest.fixture
def eks(cloud: CloudProcess) -> Any:
    """A client of the shared cloud."""
    return cloud.client("eks")


def test_a_cluster_has_a_real_api_server(cloud: CloudProcess, eks: Any) -> None:
    """Endpoint and certificate are those of a process, which is gone with the cluster, like its security group."""
    described = cloud.cluster("short-lived")
    folder, kubeconfig = cloud.folder / "clusters" / "short-lived", cloud.folder / "kubeconfig"
    admin = yaml.safe_load((folder / "admin.kubeconfig").read_text())["clusters"][0]["cluster"]
    assert described["endpoint"] == admin["server"]
    assert described["certificateAuthority"]["data"] == admin["certificate-authority-data"]
    assert described["endpoint"] in eventually(kubeconfig.read_text, lambda text: described["endpoint"] in text)
    group = described["resourcesVpcConfig"]["clusterSecurityGroupId"]
    ec2 = cloud.client("ec2")
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    eks.delete_cluster(name="short-lived")
    assert not ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroups"]
    eventually(lambda: not Path(folder).exists() and described["endpoint"] not in kubeconfig.read_text())


def test_a_new_cluster_of_an_old_name_starts_empty(cloud: CloudProcess, eks: Any) -> None:
    """Nothing of a deleted cluster's inside comes back under its name."""
    before = cloud.cluster("again")["certificateAuthority"]["data"]
    eks.delete_cluster(name="again")
    after = cloud.cluster("again")["certificateAuthority"]["data"]
    eks.delete_cluster(name="again")
    assert after != before


def test_deletion_protection_holds_until_it_is_lifted(cloud: CloudProcess, eks: Any) -> None:
    """DeleteCluster is refused while the cluster is protected."""
    cloud.cluster("protected", deletionProtection=True)
    with pytest.raises(eks.exceptions.InvalidRequestException, match="deletion protection is enabled"):
        eks.delete_cluster(name="protected")
    eks.update_cluster_config(name="protected", deletionProtection=False)
    eks.delete_cluster(name="protected")
    with pytest.raises(eks.exceptions.ResourceNotFoundException):
        eks.describe_cluster(name="protected")


def test_settings_change_one_at_a_time(eks: Any, shared_cluster: str) -> None:
    """Each kind of setting is an update of its own, which can be looked up."""
    update = eks.update_cluster_config(name=shared_cluster, resourcesVpcConfig={"endpointPrivateAccess": True})
    eks.update_cluster_config(
        name=shared_cluster, logging={"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}
    )
    described = eks.describe_cluster(name=shared_cluster)["cluster"]
    assert described["resourcesVpcConfig"]["endpointPrivateAccess"]
    enabled = [group["types"] for group in described["logging"]["clusterLogging"] if group["enabled"]]
    assert enabled == [["api", "audit"]]
    found = eks.describe_update(name=shared_cluster, updateId=update["update"]["id"])["update"]
    assert (found["type"], found["status"]) == ("EndpointAccessUpdate", "Successful")
    with pytest.raises(eks.exceptions.InvalidParameterException, match="already at the desired configuration"):
        eks.update_cluster_config(name=shared_cluster, resourcesVpcConfig={"endpointPrivateAccess": True})
    with pytest.raises(eks.exceptions.InvalidParameterException, match="one type of update"):
        eks.update_cluster_config(
            name=shared_cluster, deletionProtection=True, upgradePolicy={"supportType": "STANDARD"}
        )


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.36", "update from 1.34 to 1.36"),
        ("1.33", "update from 1.34 to 1.33"),
        ("2.0", "unsupported"),
        ("1.34", "already"),
    ],
)
def test_versions_go_up_by_one(eks: Any, shared_cluster: str, version: str, message: str) -> None:
    """A control plane moves one minor version at a time, and never back."""
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        eks.update_cluster_version(name=shared_cluster, version=version)


def test_authentication_modes_go_one_way(eks: Any, shared_cluster: str) -> None:
    """The API mode cannot be left again."""
    with pytest.raises(eks.exceptions.InvalidParameterException, match="from API to API_AND_CONFIG_MAP"):
        eks.update_cluster_config(name=shared_cluster, accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": "1.9"}, "unsupported Kubernetes version"),
        ({"roleArn": "arn:aws:iam::123456789012:role/nobody"}, "does not exist"),
        ({"resourcesVpcConfig": {"subnetIds": ["subnet-0"]}}, "subnet ID 'subnet-0' does not exist"),
        (_services("172.20.0.0"), "172.20.0.0 must be between /24 and /12"),
        (_services("172.20.0.0/25"), "must be between /24 and /12"),
        (_services("10.0.0.0/11"), "must be between /24 and /12"),
        (_services("100.64.0.0/16"), "must be within one of the private ranges"),
        (_services("10.0.128.0/20"), "must not overlap with a CIDR block of the VPC"),
        (_services("everything"), "Invalid CIDR block everything"),
    ],
)
def test_bad_clusters_are_refused(cloud: CloudProcess, eks: Any, changed: dict[str, Any], message: str) -> None:
    """What EKS refuses leaves nothing behind."""
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        cloud.cluster("refused", **changed)
    assert "refused" not in eks.list_clusters()["clusters"]


def test_a_name_is_used_once_in_all_regions(cloud: CloudProcess, shared_cluster: str) -> None:
    """The name is the cluster's folder and context, so the sandbox refuses what AWS allows, and says so."""
    elsewhere = cloud.client("eks", region="eu-west-1")
    subnets = [subnet["SubnetId"] for subnet in cloud.client("ec2", region="eu-west-1").describe_subnets()["Subnets"]]
    with pytest.raises(elsewhere.exceptions.ResourceInUseException, match="one cluster of a name"):
        elsewhere.create_cluster(
            name=shared_cluster, roleArn=cloud.role("cluster"), resourcesVpcConfig={"subnetIds": subnets}
        )


def test_tags_of_every_kind_of_resource(cloud: CloudProcess, eks: Any, shared_cluster: str) -> None:
    """Tags can be set and several of them removed at once, on add-ons and associations as on clusters."""
    addon = eks.create_addon(clusterName=shared_cluster, addonName="metrics-server")["addon"]["addonArn"]
    association = eks.create_pod_identity_association(
        clusterName=shared_cluster, namespace="tags", serviceAccount="tags", roleArn=cloud.role("tags")
    )["association"]["associationArn"]
    for arn in (eks.describe_cluster(name=shared_cluster)["cluster"]["arn"], addon, association):
        eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2", "c": "3"})
        eks.untag_resource(resourceArn=arn, tagKeys=["a", "b"])
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"c": "3"}
