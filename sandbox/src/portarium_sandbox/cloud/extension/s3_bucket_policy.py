"""What a bucket's policy says of a request: statements with a condition are left out.

moto never hands S3 a condition's values and then takes each such statement for a refusal: a bucket that insists on TLS
could not be written to at all. So no condition of a bucket policy is enforced here, which the sandbox's page says.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket


def install() -> None:
    """Let moto ask this module."""
    # By name, because moto has no public hook for it.
    setattr(FakeBucket, "get_permission", permission)  # noqa: B010


def permission(bucket: Any, action: str, resource: str) -> Any:
    """Whether the bucket's policy allows, denies or says nothing of an action on a resource."""
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(bucket.policy.decode())
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    unconditional = [statement for statement in statements if "Condition" not in statement]
    if not unconditional:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": unconditional})).is_action_permitted(action, resource)
