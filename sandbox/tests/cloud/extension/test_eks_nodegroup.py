"""Node groups and the nodes that they stand for, asked with plain boto3 and looked up in the API server."""

from typing import Any

import pytest

from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess


@pytest.fixture
def eks(cloud: CloudProcess, shared_cluster: str) -> Any:
    """A client of a cloud that has a cluster."""
    return cloud.client("eks")


def make(cloud: CloudProcess, name: str, **settings: Any) -> dict[str, str]:
    """Make a node group on the shared cluster and wait until it is active."""
    eks, names = cloud.client("eks"), {"clusterName": "shared", "nodegroupName": name}
    network = eks.describe_cluster(name="shared")["cluster"]["resourcesVpcConfig"]
    defaults = {
        "nodeRole": cloud.role("nodes"),
        "subnets": network["subnetIds"],
        "instanceTypes": ["m6g.large"],
        "scalingConfig": {"minSize": 1, "maxSize": 4, "desiredSize": 2},
    }
    eks.create_nodegroup(**names, **(defaults | settings))
    wait(cloud, names)
    return names


def wait(cloud: CloudProcess, names: dict[str, str]) -> None:
    """Wait until the group's nodes are those that it asks for."""
    eks = cloud.client("eks")
    eventually(lambda: eks.describe_nodegroup(**names)["nodegroup"]["status"], "ACTIVE".__eq__)


def nodes(cloud: CloudProcess, names: dict[str, str]) -> list[dict[str, Any]]:
    """Give a group's nodes in the API server."""
    api = KubernetesClient(kubeconfig.load(str(cloud.folder / "clusters" / "shared" / "admin.kubeconfig")))
    label = "eks.amazonaws.com/nodegroup"
    found = api.get("/api/v1/nodes", labelSelector=label)["items"]
    return [node for node in found if node["metadata"]["labels"][label] == names["nodegroupName"]]


def test_an_active_group_has_its_nodes(cloud: CloudProcess, eks: Any) -> None:
    """Nodes are spread over the zones and show their instance type, taints and capacity."""
    taint = {"key": "dedicated", "value": "execution", "effect": "NO_SCHEDULE"}
    names = make(cloud, "spread", taints=[taint], labels={"plane": "execution"})
    found = nodes(cloud, names)
    assert {node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in found} == {
        "eu-central-1a",
        "eu-central-1b",
    }
    for node in found:
        labels, zone = node["metadata"]["labels"], node["metadata"]["labels"]["topology.kubernetes.io/zone"]
        assert (labels["plane"], labels["kubernetes.io/arch"]) == ("execution", "arm64")
        assert node["spec"]["providerID"].startswith(f"aws:///{zone}/i-")
        assert node["spec"]["taints"] == [{"key": "dedicated", "value": "execution", "effect": "NoSchedule"}]
        assert node["status"]["capacity"]["cpu"] == "2"
        assert int(node["status"]["allocatable"]["memory"]) < int(node["status"]["capacity"]["memory"])
    role = cloud.role("nodes")
    assert eks.describe_access_entry(clusterName="shared", principalArn=role)["accessEntry"]["type"] == "EC2_LINUX"


def test_nodes_follow_the_group(cloud: CloudProcess, eks: Any) -> None:
    """Scaling keeps the nodes that stay; labels and taints change on them; deletion removes them."""
    names = make(cloud, "follow", labels={"old": "1"})
    before = {node["metadata"]["name"] for node in nodes(cloud, names)}
    eks.update_nodegroup_config(
        **names,
        scalingConfig={"desiredSize": 3},
        labels={"addOrUpdateLabels": {"new": "2"}, "removeLabels": ["old"]},
        taints={"addOrUpdateTaints": [{"key": "k", "effect": "NO_EXECUTE"}]},
    )
    wait(cloud, names)
    after = nodes(cloud, names)
    assert before < {node["metadata"]["name"] for node in after}
    assert all("old" not in node["metadata"]["labels"] for node in after)
    assert all(node["metadata"]["labels"]["new"] == "2" and len(node["spec"]["taints"]) == 1 for node in after)
    eks.delete_nodegroup(**names)
    eventually(lambda: nodes(cloud, names) == [])


def test_a_cluster_with_node_groups_stays(cloud: CloudProcess, eks: Any) -> None:
    """A cluster goes after its node groups."""
    make(cloud, "holds")
    with pytest.raises(eks.exceptions.ResourceInUseException, match="nodegroups attached"):
        eks.delete_cluster(name="shared")


def test_a_launch_template_gives_the_instance_type(cloud: CloudProcess) -> None:
    """A group without instance types has those of its launch template."""
    template = cloud.client("ec2").create_launch_template(
        LaunchTemplateName="big", LaunchTemplateData={"InstanceType": "m6i.xlarge"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    names = make(cloud, "template", instanceTypes=[], launchTemplate={"id": template, "version": "1"})
    kinds = {node["metadata"]["labels"]["node.kubernetes.io/instance-type"] for node in nodes(cloud, names)}
    assert kinds == {"m6i.xlarge"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"scalingConfig": {"minSize": 3, "maxSize": 4, "desiredSize": 1}}, "Minimum capacity 3"),
        ({"scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 3}}, "greater than max size 2"),
        ({"instanceTypes": ["m99.huge"]}, "do not exist"),
        ({"taints": [{"key": "k", "effect": "NoSchedule"}]}, "taint effect NoSchedule is invalid"),
        ({"nodeRole": "arn:aws:iam::123456789012:role/nobody"}, "does not exist"),
        ({"version": "1.36"}, "never newer"),
    ],
)
def test_bad_groups_are_refused(cloud: CloudProcess, eks: Any, changed: dict[str, Any], message: str) -> None:
    """What EKS refuses leaves nothing behind."""
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        make(cloud, "refused", **changed)
    assert "refused" not in eks.list_nodegroups(clusterName="shared")["nodegroups"]


_BIG = {"instanceTypes": ["m6g.16xlarge"], "scalingConfig": {"minSize": 1, "maxSize": 9, "desiredSize": 3}}
"""192 processors, and the account has asked for 128."""


def test_a_group_of_more_processors_than_the_quota_fails(cloud: CloudProcess, eks: Any) -> None:
    """EKS makes it, starts nothing, and says what Auto Scaling was told."""
    network = eks.describe_cluster(name="shared")["cluster"]["resourcesVpcConfig"]
    names = {"clusterName": "shared", "nodegroupName": "greedy"}
    eks.create_nodegroup(**names, nodeRole=cloud.role("nodes"), subnets=network["subnetIds"], **_BIG)
    group = eks.describe_nodegroup(**names)["nodegroup"]
    assert group["status"] == "CREATE_FAILED"
    [issue] = group["health"]["issues"]
    assert issue["code"] == "AsgInstanceLaunchFailures"
    assert "VcpuLimitExceeded" in issue["message"]
    assert "current vCPU limit of 128" in issue["message"]
    assert issue["resourceIds"] == [group["resources"]["autoScalingGroups"][0]["name"]]
    eks.delete_nodegroup(**names)
    assert "greedy" not in eks.list_nodegroups(clusterName="shared")["nodegroups"]


def test_a_group_that_grows_beyond_the_quota_keeps_its_nodes(cloud: CloudProcess, eks: Any) -> None:
    """It is degraded until it asks for what the account may have."""
    names = make(cloud, "grown", **_BIG | {"scalingConfig": {"minSize": 1, "maxSize": 9, "desiredSize": 1}})
    eks.update_nodegroup_config(**names, scalingConfig={"desiredSize": 3})
    assert eks.describe_nodegroup(**names)["nodegroup"]["status"] == "DEGRADED"
    assert len(nodes(cloud, names)) == 1
    eks.update_nodegroup_config(**names, scalingConfig={"desiredSize": 1})
    wait(cloud, names)
    assert eks.describe_nodegroup(**names)["nodegroup"]["health"]["issues"] == []
    eks.delete_nodegroup(**names)


@pytest.mark.usefixtures("shared_cluster")
def test_spot_and_other_families_have_quotas_of_their_own(cloud: CloudProcess) -> None:
    """The one that is held here is of standard instances on demand."""
    spot = make(cloud, "spot", **_BIG, capacityType="SPOT")
    graphics = make(cloud, "graphics", **_BIG | {"instanceTypes": ["g5g.16xlarge"]})
    assert [len(nodes(cloud, names)) for names in (spot, graphics)] == [3, 3]
