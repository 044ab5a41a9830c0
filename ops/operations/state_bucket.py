"""The bucket that keeps the states of all environments: what it must be, and how it becomes so."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from domain.first_region import FIRST_REGION
from ops.operations.aws import Aws, AwsError
from ops.operations.error import OperationError
from ops.operations.step import Step

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NO_BUCKET = ("404", "NoSuchBucket")
_NOTHING_SAID = ("NoSuchBucketPolicy", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration")

_TLS = "OnlyThroughTls"
_OLD_VERSION_DAYS = 365
"""How long the state of before a change can be had; what is older would be of no use, and keeps secrets."""

_OLD: Mapping[str, Any] = {
    "ID": "old-versions",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": _OLD_VERSION_DAYS},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}


def bucket_steps(aws: Aws, bucket: str, grants: Sequence[Mapping[str, Any]] = ()) -> Sequence[Step]:
    """Every step to such a bucket, in the order in which they need each other; `grants` let other accounts in."""
    wanted = [_only_through_tls(bucket), *grants]
    return (
        Step(
            title=f"bucket {bucket}",
            is_there=lambda: has_bucket(aws, bucket),
            make=lambda: aws.ask("s3", "create_bucket", Bucket=bucket, **_place(aws.region)),
        ),
        Step(
            title=f"bucket {bucket}: old versions are kept",
            is_there=lambda: _of_bucket(aws, "get_bucket_versioning", bucket).get("Status") == "Enabled",
            make=lambda: aws.ask(
                "s3", "put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
            ),
        ),
        Step(
            title=f"bucket {bucket}: closed to the public",
            is_there=lambda: _is_closed(aws, bucket),
            make=lambda: aws.ask(
                "s3",
                "put_public_access_block",
                Bucket=bucket,
                PublicAccessBlockConfiguration=dict.fromkeys(_BLOCKS, True),
            ),
        ),
        Step(
            title=f"bucket {bucket}: only through TLS{', and to the accounts that need it' if grants else ''}",
            is_there=lambda: all(one in _statements(aws, bucket) for one in wanted),
            make=lambda: aws.ask(
                "s3", "put_bucket_policy", Bucket=bucket, Policy=json.dumps(_with(_statements(aws, bucket), wanted))
            ),
        ),
        Step(
            title=f"bucket {bucket}: old versions go after {_OLD_VERSION_DAYS} days",
            is_there=lambda: bool(_of_bucket(aws, "get_bucket_lifecycle_configuration", bucket).get("Rules")),
            make=lambda: aws.ask(
                "s3", "put_bucket_lifecycle_configuration", Bucket=bucket, LifecycleConfiguration={"Rules": [_OLD]}
            ),
        ),
    )


def has_bucket(aws: Aws, bucket: str) -> bool:
    """Tell whether there is such a bucket, and it is one that these credentials may see."""
    try:
        aws.ask("s3", "head_bucket", Bucket=bucket)
    except AwsError as error:
        if error.code in _NO_BUCKET:
            return False
        raise OperationError(f"{bucket} can't be read ({error.code}); is it another account's?") from None
    return True


def _of_bucket(aws: Aws, operation: str, bucket: str) -> dict[str, Any]:
    """What is said of a bucket, where it has that; nothing of one that is not there."""
    try:
        return aws.ask("s3", operation, Bucket=bucket)
    except AwsError as error:
        if error.code in (*_NO_BUCKET, *_NOTHING_SAID):
            return {}
        raise


def _is_closed(aws: Aws, bucket: str) -> bool:
    block: Mapping[str, bool] = _of_bucket(aws, "get_public_access_block", bucket).get(
        "PublicAccessBlockConfiguration", {}
    )
    return all(block.get(name) for name in _BLOCKS)


def _place(region: str) -> dict[str, Any]:
    # The first region takes no name for itself.
    return {} if region == FIRST_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}


def _statements(aws: Aws, bucket: str) -> list[dict[str, Any]]:
    policy = _of_bucket(aws, "get_bucket_policy", bucket).get("Policy")
    return json.loads(policy)["Statement"] if policy else []


def _with(others: Sequence[Mapping[str, Any]], ours: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A policy with ours beside whatever somebody has put there."""
    names = {one["Sid"] for one in ours}
    return {"Version": "2012-10-17", "Statement": [*(one for one in others if one.get("Sid") not in names), *ours]}


def _only_through_tls(bucket: str) -> dict[str, Any]:
    return {
        "Sid": _TLS,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
