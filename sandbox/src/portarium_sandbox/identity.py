"""The people of a sandbox's accounts: IAM roles in its AWS, and credentials for the administrators."""

from __future__ import annotations

import json
from collections.abc import Iterable

from portarium_sandbox.aws_client import client
from portarium_sandbox.record import Credentials

ROLE = "portarium-administrator"
# In a real account single sign-on makes these before the first `up`, and EKS refuses an access entry without its role.
PEOPLE = {
    ROLE: "The person or CI that deploys; the sandbox's `env` gives its credentials.",
    "portarium-platform-engineer": "A platform engineer; assume it to see what the access policy allows.",
    "portarium-app-team": "A member of an application team; assume it to see what the access policy allows.",
    "portarium-read-only": "Somebody who only looks; assume it to see what the access policy allows.",
    "portarium-on-call": "Who is called at night: holds nothing until a break-glass grant names it.",
}
SESSION_SECONDS = 12 * 60 * 60


def assume_administrator(endpoint: str, region: str, account: str, people: Iterable[str] = ()) -> Credentials:
    """Make the administrator's role and the people's where there are none, and return the administrator's credentials.

    In a real account these roles come from its sign-in (IAM Identity Center), before any environment knows them.
    """
    iam = client("iam", endpoint=endpoint, region=region, account=account)
    sts = client("sts", endpoint=endpoint, region=region, account=account)
    known = {role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]}
    for name in sorted({*PEOPLE, *people} - known):
        iam.create_role(
            RoleName=name,
            Description=PEOPLE.get(name, "A person's role, as the account's sign-in would make it."),
            AssumeRolePolicyDocument=json.dumps(trust_policy(account)),
            MaxSessionDuration=SESSION_SECONDS,
        )
        if name == ROLE:
            iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    answer = sts.assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="sandbox", DurationSeconds=SESSION_SECONDS
    )
    credentials = answer["Credentials"]
    return Credentials(
        access_key_id=credentials["AccessKeyId"],
        secret_access_key=credentials["SecretAccessKey"],
        session_token=credentials["SessionToken"],
    )


def trust_policy(account: str) -> dict[str, object]:
    """Return who may take a role: anyone of its account."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
        ],
    }
