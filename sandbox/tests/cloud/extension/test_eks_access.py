"""Access entries and access policies, asked with plain boto3."""

import zlib
from typing import Any

import pytest

from tests.cloud.cloud_process import ClientError, CloudProcess

ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


@pytest.fixture
def eks(cloud: CloudProcess, shared_cluster: str) -> Any:
    """A client of a cloud that has a cluster."""
    return cloud.client("eks")


@pytest.fixture
def entry(cloud: CloudProcess, eks: Any, shared_cluster: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The names of an access entry that this test has for itself."""
    # Role names are short, and the names of parametrised tests are not.
    role = cloud.role(f"r-{zlib.crc32(request.node.name.encode())}")
    names = {"clusterName": shared_cluster, "principalArn": role}
    eks.create_access_entry(**names, kubernetesGroups=["readers"], tags={"team": "platform"})
    return names


def test_an_entry_reads_back_as_it_was_made(eks: Any, entry: dict[str, str]) -> None:
    """A role's user name in Kubernetes is its session, as EKS has it."""
    described = eks.describe_access_entry(**entry)["accessEntry"]
    role = entry["principalArn"].rsplit("/", 1)[-1]
    assert described["username"] == f"arn:aws:sts::123456789012:assumed-role/{role}/{{{{SessionName}}}}"
    assert described["kubernetesGroups"] == ["readers"]
    assert entry["principalArn"] in eks.list_access_entries(clusterName=entry["clusterName"])["accessEntries"]
    assert eks.list_tags_for_resource(resourceArn=described["accessEntryArn"])["tags"] == {"team": "platform"}


def test_an_entry_changes_in_place(eks: Any, entry: dict[str, str]) -> None:
    """Groups and user name can change; the entry stays the same."""
    before = eks.describe_access_entry(**entry)["accessEntry"]["accessEntryArn"]
    eks.update_access_entry(**entry, kubernetesGroups=[], username="someone")
    after = eks.describe_access_entry(**entry)["accessEntry"]
    assert (after["accessEntryArn"], after["kubernetesGroups"], after["username"]) == (before, [], "someone")


def test_a_deleted_entry_is_gone(eks: Any, entry: dict[str, str]) -> None:
    """Deletion shows at once."""
    eks.delete_access_entry(**entry)
    with pytest.raises(eks.exceptions.ResourceNotFoundException, match="principalArn could not be found"):
        eks.describe_access_entry(**entry)


def test_a_second_entry_of_a_principal_is_refused(eks: Any, entry: dict[str, str]) -> None:
    """A principal has one entry in a cluster."""
    with pytest.raises(eks.exceptions.ResourceInUseException, match="already in use"):
        eks.create_access_entry(**entry)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"principalArn": "arn:aws:iam::123456789012:role/nobody"}, "invalid principal"),
        ({"kubernetesGroups": ["system:masters"]}, "cannot start with system:"),
        ({"username": "eks:me"}, "cannot start with eks:"),
        ({"type": "EC2_LINUX", "kubernetesGroups": ["readers"]}, "neither a username nor kubernetesGroups"),
        ({"type": "OTHER"}, "must be one of"),
    ],
)
def test_bad_entries_are_refused(
    cloud: CloudProcess, eks: Any, shared_cluster: str, changed: dict[str, Any], message: str
) -> None:
    """Reserved names, unknown principals and mixed types are refused as EKS refuses them."""
    given = {"clusterName": shared_cluster, "principalArn": cloud.role("refused")} | changed
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        eks.create_access_entry(**given)


def test_an_unknown_cluster_is_refused(cloud: CloudProcess, eks: Any) -> None:
    """The error names the cluster."""
    with pytest.raises(eks.exceptions.ResourceNotFoundException, match="No cluster found for name: nowhere"):
        eks.create_access_entry(clusterName="nowhere", principalArn=cloud.role("refused"))


def test_policies_come_and_go(eks: Any, entry: dict[str, str]) -> None:
    """Associating again changes the scope; disassociating removes one policy only."""
    eks.associate_access_policy(**entry, policyArn=ADMIN, accessScope={"type": "cluster"})
    for namespaces in (["a"], ["a", "b"]):
        scope = {"type": "namespace", "namespaces": namespaces}
        eks.associate_access_policy(**entry, policyArn=VIEW, accessScope=scope)
    policies = eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]
    assert {policy["policyArn"]: policy["accessScope"]["namespaces"] for policy in policies} == {
        ADMIN: [],
        VIEW: ["a", "b"],
    }
    eks.disassociate_access_policy(**entry, policyArn=VIEW)
    assert len(eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]) == 1


@pytest.mark.parametrize(
    ("policy", "scope", "message"),
    [
        ("arn:aws:eks::aws:cluster-access-policy/Nonsense", {"type": "cluster"}, "policyArn is invalid"),
        (VIEW, {"type": "namespace"}, "Namespaces must be given"),
        (VIEW, {"type": "cluster", "namespaces": ["a"]}, "for no other"),
    ],
)
def test_bad_associations_are_refused(
    eks: Any, entry: dict[str, str], policy: str, scope: dict[str, Any], message: str
) -> None:
    """A policy that EKS has not, or a scope that says two things, is refused."""
    with pytest.raises(eks.exceptions.InvalidParameterException, match=message):
        eks.associate_access_policy(**entry, policyArn=policy, accessScope=scope)


def test_config_map_clusters_have_no_entries(cloud: CloudProcess, eks: Any) -> None:
    """Access entries need an authentication mode that has them."""
    cloud.cluster("config-map", accessConfig={"authenticationMode": "CONFIG_MAP"})
    with pytest.raises(eks.exceptions.InvalidRequestException, match="authentication mode must be set"):
        eks.list_access_entries(clusterName="config-map")
    eks.delete_cluster(name="config-map")


def test_what_the_sandbox_lacks_is_said(eks: Any, shared_cluster: str) -> None:
    """An operation that nobody implements is a clear error, not a success and not a crash."""
    with pytest.raises(ClientError, match="the sandbox's AWS does not have this"):
        eks.list_insights(clusterName=shared_cluster)
