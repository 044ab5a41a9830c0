"""Who may write access logs into a bucket: as AWS reads its policy, by wildcard and with more than one principal.

moto wants a statement whose resource is the very prefix of the logs, and fails at a principal that is not an object.
"""

import json
from fnmatch import fnmatchcase
from typing import Any, cast

from moto.s3.models import FakeBucket
from moto.s3.utils import LOGGING_SERVICE_PRINCIPAL


def install() -> None:
    """Let moto ask this module."""
    # By name, because moto has no public hook for it.
    setattr(FakeBucket, "_log_permissions_enabled_policy", staticmethod(admits_log_delivery))  # noqa: B010


def admits_log_delivery(target_bucket: Any, target_prefix: str | None) -> bool:
    """Whether the bucket's policy lets S3's log delivery write under the prefix."""
    if not target_bucket.policy:
        return False
    written = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}x"
    return any(
        statement.get("Effect") == "Allow"
        and LOGGING_SERVICE_PRINCIPAL in _services(statement.get("Principal"))
        and "s3:PutObject" in _listed(statement.get("Action"))
        and any(fnmatchcase(written, pattern) for pattern in _listed(statement.get("Resource")))
        for statement in json.loads(target_bucket.policy.decode())["Statement"]
    )


def _services(principal: Any) -> list[str]:
    return _listed(cast("dict[str, Any]", principal).get("Service")) if isinstance(principal, dict) else []


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
