"""The sandbox's administrator: an IAM role in its AWS, and credentials for it."""

from __future__ import annotations

import json

from sandbox.aws_client import BOOTSTRAP, client
from sandbox.record import Credentials

ACCOUNT = "123456789012"
ROLE = "portarium-administrator"
SESSION_SECONDS = 12 * 60 * 60


def assume_administrator(endpoint: str, region: str) -> Credentials:
    """Make the administrator's role if there is none, and return credentials for it."""
    iam = client("iam", endpoint=endpoint, region=region, credentials=BOOTSTRAP)
    sts = client("sts", endpoint=endpoint, region=region, credentials=BOOTSTRAP)
    try:
        iam.get_role(RoleName=ROLE)
    except iam.exceptions.NoSuchEntityException:
        iam.create_role(
            RoleName=ROLE,
            Description="The person or CI that deploys; the sandbox's `env` gives its credentials.",
            AssumeRolePolicyDocument=json.dumps(trust_policy()),
            MaxSessionDuration=SESSION_SECONDS,
        )
        iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    answer = sts.assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{ROLE}", RoleSessionName="sandbox", DurationSeconds=SESSION_SECONDS
    )
    credentials = answer["Credentials"]
    return Credentials(
        access_key_id=credentials["AccessKeyId"],
        secret_access_key=credentials["SecretAccessKey"],
        session_token=credentials["SessionToken"],
    )


def trust_policy() -> dict[str, object]:
    """Return who may take the role: anyone of the sandbox's account."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
        ],
    }
