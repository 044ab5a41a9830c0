"""The people of a journey: IAM roles, assumed in the sandbox's AWS, who come to a cluster as `kubectl` would."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager

from portarium_sandbox.identity import ACCOUNT, trust_policy
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session

FORBIDDEN, UNAUTHORIZED = 403, 401


def sign_in(sandbox: Session, role: str, cluster: str) -> KubernetesClient:
    """Assume a role and get a token for a cluster with `aws eks get-token`."""
    credentials = sandbox.boto3("sts").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="journey"
    )["Credentials"]
    person = {
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }
    return sandbox.kubernetes(cluster, person)


def make_stranger(sandbox: Session, role: str) -> None:
    """Make a role that the account has and no environment knows."""
    iam = sandbox.boto3("iam")
    if role not in {known["RoleName"] for known in iam.list_roles()["Roles"]}:
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust_policy()))


@contextmanager
def glass_broken(sandbox: Session, role: str, environment: str) -> Generator[KubernetesClient]:
    """Let a role into an environment's cluster as a break-glass grant would, and take the entry away afterwards."""
    make_stranger(sandbox, role)
    cluster, eks = f"portarium-{environment}", sandbox.boto3("eks")
    arn = sandbox.boto3("iam").get_role(RoleName=role)["Role"]["Arn"]
    eks.create_access_entry(
        clusterName=cluster, principalArn=arn, kubernetesGroups=[f"portarium:{environment}:break-glass"]
    )
    try:
        yield sign_in(sandbox, role, cluster)
    finally:
        eks.delete_access_entry(clusterName=cluster, principalArn=arn)
