"""The people of a journey: IAM roles, assumed in the sandbox's AWS, who come to a cluster as `kubectl` would."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from portarium_sandbox.identity import trust_policy
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.session import Session

FORBIDDEN, UNAUTHORIZED = 403, 401


def sign_in(sandbox: Session, role: str, cluster: str) -> KubernetesClient:
    """Assume a role and get a token for a cluster with `aws eks get-token`."""
    stack = cluster.removeprefix("portarium-")
    account = sandbox.project.accounts.number_of(stack)
    credentials = sandbox.boto3("sts", stack).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="journey"
    )["Credentials"]
    return sandbox.kubernetes(cluster, _as_variables(credentials))


def workflow(sandbox: Session, environment: str, purpose: str) -> KubernetesClient:
    """Take on a delivery role with the token of a workflow, and get a token for the environment's cluster."""
    account = sandbox.project.accounts.number_of(environment)
    credentials = sandbox.boto3("sts", environment).assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{account}:role/portarium-{environment}-delivery-{purpose}",
        RoleSessionName="journey",
        WebIdentityToken=(sandbox.folder.identities / f"{environment}-{purpose}").read_text(encoding="utf-8"),
    )["Credentials"]
    return sandbox.kubernetes(f"portarium-{environment}", _as_variables(credentials))


def make_stranger(sandbox: Session, role: str, stack: str) -> None:
    """Make a role that the account of an environment has and that no environment knows."""
    iam = sandbox.boto3("iam", stack)
    account = sandbox.project.accounts.number_of(stack)
    if role not in {known["RoleName"] for known in iam.list_roles()["Roles"]}:
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust_policy(account)))


@contextmanager
def glass_broken(sandbox: Session, role: str, environment: str) -> Generator[KubernetesClient]:
    """Let a role into an environment's cluster as a break-glass grant would, and take the entry away afterwards."""
    make_stranger(sandbox, role, environment)
    cluster, eks = f"portarium-{environment}", sandbox.boto3("eks", environment)
    arn = sandbox.boto3("iam", environment).get_role(RoleName=role)["Role"]["Arn"]
    eks.create_access_entry(
        clusterName=cluster, principalArn=arn, kubernetesGroups=[f"portarium:{environment}:break-glass"]
    )
    try:
        yield sign_in(sandbox, role, cluster)
    finally:
        eks.delete_access_entry(clusterName=cluster, principalArn=arn)


def _as_variables(credentials: Mapping[str, str]) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }
