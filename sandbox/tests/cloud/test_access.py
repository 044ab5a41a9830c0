"""From `aws eks get-token` to a user and his permissions, against the webhook and a fake API server."""

import json
from typing import Any

import pytest
import urllib3

from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import CloudProcess

ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
RBAC = "/apis/rbac.authorization.k8s.io/v1"


def review(cloud: CloudProcess, cluster: str, token: str) -> dict[str, Any]:
    """Ask the webhook as an API server does."""
    content = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token}}
    answer = urllib3.request("POST", f"{cloud.url}/_sandbox/token-review/{cluster}", body=json.dumps(content))
    return json.loads(answer.data)["status"]


def token(cloud: CloudProcess, role: str, cluster: str = "shared", session: str = "me") -> str:
    """Have the real AWS CLI make a token."""
    credential = cloud.aws("eks", "get-token", "--cluster-name", cluster, credentials=cloud.assume(role, session))
    return json.loads(credential)["status"]["token"]


@pytest.fixture
def api(cloud: CloudProcess, shared_cluster: str) -> KubernetesClient:
    """The shared cluster's API server, as its administrator sees it."""
    return KubernetesClient(kubeconfig.load(str(cloud.folder / "clusters" / shared_cluster / "admin.kubeconfig")))


def bindings(api: KubernetesClient, kind: str, role: str) -> list[dict[str, Any]]:
    """Give the bindings that the cloud made for a role."""
    found = api.get(f"{RBAC}/{kind}", labelSelector="sandbox.portarium.dev/access-policy")["items"]
    return [one for one in found if one["subjects"][0]["name"] == f"eks:access-entry:{role}"]


def test_an_entry_lets_its_role_in(cloud: CloudProcess, shared_cluster: str) -> None:
    """The session becomes the user name, the entry's groups are the user's, and the session's @ is spelled out."""
    role = cloud.role("let-in")
    cloud.client("eks").create_access_entry(clusterName=shared_cluster, principalArn=role, kubernetesGroups=["readers"])
    status = review(cloud, shared_cluster, token(cloud, role, session="me@example.com"))
    assert status["authenticated"]
    assert status["user"]["username"] == "arn:aws:sts::123456789012:assumed-role/let-in/me-example.com"
    assert status["user"]["groups"] == ["readers", f"eks:access-entry:{role}"]


def test_nobody_else_gets_in(cloud: CloudProcess, shared_cluster: str) -> None:
    """No entry, an entry elsewhere, an entry for nodes, another cluster's token: each is refused with its reason."""
    eks, role = cloud.client("eks"), cloud.role("kept-out")
    status = review(cloud, shared_cluster, token(cloud, role))
    assert status == {"authenticated": False, "error": f"{role} has no access entry in cluster {shared_cluster}"}
    eks.create_access_entry(clusterName=shared_cluster, principalArn=role, type="EC2_LINUX")
    assert "lets in nodes" in review(cloud, shared_cluster, token(cloud, role))["error"]
    assert "another cluster" in review(cloud, shared_cluster, token(cloud, role, cluster="other"))["error"]
    assert "there is no cluster other" in review(cloud, "other", token(cloud, role, cluster="other"))["error"]
    assert "not an EKS token" in review(cloud, shared_cluster, "nonsense")["error"]


def test_what_is_no_review_is_refused(cloud: CloudProcess) -> None:
    """The webhook takes TokenReviews only."""
    answer = urllib3.request("POST", f"{cloud.url}/_sandbox/token-review/shared", body="[]")
    assert (answer.status, json.loads(answer.data)["message"]) == (400, "not a TokenReview of authentication.k8s.io/v1")


def test_policies_are_bindings_while_they_are_associated(
    cloud: CloudProcess, shared_cluster: str, api: KubernetesClient
) -> None:
    """Cluster scope binds everywhere, namespace scope in the namespaces that match, and deletion unbinds."""
    eks, role = cloud.client("eks"), cloud.role("bound")
    names = {"clusterName": shared_cluster, "principalArn": role}
    eks.create_access_entry(**names)
    eks.associate_access_policy(**names, policyArn=ADMIN, accessScope={"type": "cluster"})
    scope = {"type": "namespace", "namespaces": ["kube-*", "later"]}
    eks.associate_access_policy(**names, policyArn=VIEW, accessScope=scope)
    assert bindings(api, "clusterrolebindings", role) == [], "as on EKS, who comes at once is refused"
    [everywhere] = eventually(lambda: bindings(api, "clusterrolebindings", role))
    assert everywhere["roleRef"]["name"] == "cluster-admin"
    [scoped] = eventually(lambda: bindings(api, "rolebindings", role))
    assert (scoped["metadata"]["namespace"], scoped["roleRef"]["name"]) == ("kube-system", "eks:view")
    api.create("/api/v1/namespaces", {"metadata": {"name": "later"}})
    eventually(lambda: len(bindings(api, "rolebindings", role)), (2).__eq__)
    eks.delete_access_entry(**names)
    eventually(lambda: bindings(api, "clusterrolebindings", role) + bindings(api, "rolebindings", role) == [])


def test_the_creator_is_administrator_unless_told_otherwise(cloud: CloudProcess) -> None:
    """EKS's default is kept: who makes the cluster gets in, by an entry that can be seen."""
    role = cloud.role("creator")
    cloud.client("iam").attach_role_policy(RoleName="creator", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    cloud.cluster("default-access", accessConfig={"authenticationMode": "API"})
    # The shared client is the account's root, which is no principal that EKS lets in.
    eks = cloud.client("eks", cloud.assume(role))
    assert eks.list_access_entries(clusterName="default-access")["accessEntries"] == []
    network = eks.describe_cluster(name="default-access")["cluster"]["resourcesVpcConfig"]
    eks.delete_cluster(name="default-access")
    eks.create_cluster(
        name="default-access",
        roleArn=role,
        resourcesVpcConfig={"subnetIds": network["subnetIds"]},
        accessConfig={"authenticationMode": "API"},
    )
    policies = eks.list_associated_access_policies(clusterName="default-access", principalArn=role)
    assert [policy["policyArn"] for policy in policies["associatedAccessPolicies"]] == [ADMIN]
    eks.delete_cluster(name="default-access")
