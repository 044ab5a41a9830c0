"""What the cloud gives to the pods of a service account."""

import json
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from tests.cloud.cloud_process import ACCOUNT, CloudProcess


def trust(*actions: str, **conditions: str) -> str:
    """Give the trust policy of a role for pods."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": list(actions),
    }
    if conditions:
        tags = {f"aws:RequestTag/kubernetes-{name}": value for name, value in conditions.items()}
        statement["Condition"] = {"StringEquals": tags | {"aws:SourceAccount": ACCOUNT}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def ask(cloud: CloudProcess, cluster: str, account: str) -> tuple[int, dict[str, Any]]:
    """Ask as the agent of a cluster does."""
    asked = {"namespace": "work", "serviceAccount": account, "pod": "api-1", "uid": "0-1"}
    answer = urllib3.request("POST", f"{cloud.url}/_sandbox/pod-identity/{cluster}", json=asked)
    return answer.status, answer.json()


@pytest.mark.parametrize(
    ("account", "policy", "status"),
    [
        ("trusted", trust("sts:AssumeRole", "sts:TagSession", namespace="work"), 200),
        ("elsewhere", trust("sts:AssumeRole", "sts:TagSession", namespace="other"), 403),
        ("untagged", trust("sts:AssumeRole"), 403),
    ],
)
def test_the_roles_trust_decides(
    cloud: CloudProcess, shared_cluster: str, account: str, policy: str, status: int
) -> None:
    """EKS takes a role on with the session's tags; a trust that asks for others, or forbids tags, is not enough."""
    role = cloud.client("iam").create_role(RoleName=account, AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    cloud.client("eks").create_pod_identity_association(
        clusterName=shared_cluster, namespace="work", serviceAccount=account, roleArn=role
    )
    found, content = ask(cloud, shared_cluster, account)
    assert found == status, content
    if status == 200:
        credentials = {**content, "SessionToken": content["Token"]}
        arn = cloud.client("sts", credentials).get_caller_identity()["Arn"]
        assert arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/{account}/eks-{shared_cluster}-api-1-0-1"
    else:
        assert content["__type"] == "AccessDeniedException"


def test_a_pods_key_is_nobody_elses(cloud: CloudProcess, shared_cluster: str) -> None:
    """Also where a refused request came before it, after which the next kept one makes its identifiers anew."""
    iam = cloud.client("iam")
    document = json.loads(trust("sts:AssumeRole", "sts:TagSession"))
    document["Statement"].append({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="both", AssumeRolePolicyDocument=json.dumps(document))["Role"]["Arn"]
    cloud.client("eks").create_pod_identity_association(
        clusterName=shared_cluster, namespace="work", serviceAccount="both", roleArn=role
    )
    _, first = ask(cloud, shared_cluster, "both")
    with pytest.raises(ClientError, match="not authorized to perform: iam:DeleteRole"):
        cloud.client("iam", {**first, "SessionToken": first["Token"]}).delete_role(RoleName="both")
    _, of_a_pod = ask(cloud, shared_cluster, "both")
    of_a_person = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="person")["Credentials"]
    assert of_a_pod["AccessKeyId"] != of_a_person["AccessKeyId"]


def test_who_has_no_association_has_no_role(cloud: CloudProcess, shared_cluster: str) -> None:
    """The message names the service account and the cluster."""
    status, content = ask(cloud, shared_cluster, "nobody")
    assert (status, "work/nobody" in content["message"]) == (404, True)
