"""Roles with policies, and what one may do: what the tests of IAM's decisions are written with."""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from tests.cloud.cloud_process import ACCOUNT, ClientError, CloudProcess

Statement = dict[str, Any]

_NUMBERS = count()


def unique(word: str) -> str:
    """Give a name that no other test has."""
    return f"{word}-{next(_NUMBERS)}"


def allow(*actions: str, resource: str | Sequence[str] = "*", **more: Any) -> Statement:
    """Write a statement that allows."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions: str, resource: str | Sequence[str] = "*", **more: Any) -> Statement:
    """Write a statement that denies."""
    return {**allow(*actions, resource=resource, **more), "Effect": "Deny"}


def document(*statements: Statement) -> str:
    """Write a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def role(
    cloud: CloudProcess,
    *statements: Statement,
    boundary: Sequence[Statement] | None = None,
    trust: Statement | None = None,
    account: str = ACCOUNT,
    name: str | None = None,
) -> str:
    """Make a role with these rights, and give its ARN."""
    iam = cloud.client("iam", account=account)
    named = name or unique("role")
    limit = {}
    if boundary is not None:
        policy = iam.create_policy(PolicyName=unique("boundary"), PolicyDocument=document(*boundary))
        limit = {"PermissionsBoundary": policy["Policy"]["Arn"]}
    own = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"}
    made = iam.create_role(RoleName=named, AssumeRolePolicyDocument=document(trust or own), **limit)
    if statements:
        iam.put_role_policy(RoleName=named, PolicyName="rights", PolicyDocument=document(*statements))
    return made["Role"]["Arn"]


def acting(cloud: CloudProcess, service: str, *statements: Statement, **more: Any) -> Any:
    """Give a client of a session of a new role with these rights."""
    return cloud.client(service, cloud.assume(role(cloud, *statements, **more)))


def refusal(call: Any, **parameters: Any) -> str:
    """Give code and message of the refusal of a call, or nothing where it is allowed."""
    try:
        call(**parameters)
    except ClientError as error:
        told: dict[str, str] = error.response["Error"]  # type: ignore[attr-defined] # botocore has no types
        return f"{told['Code']}: {told['Message']}"
    return ""


def bucket(cloud: CloudProcess) -> str:
    """Make a bucket, and give its name."""
    name = unique("bucket")
    cloud.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return name
