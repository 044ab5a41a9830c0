"""What CloudTrail tries out before it takes a trail: to look at the bucket, to write there, and to use the key."""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

from portarium_sandbox.cloud.extension.service_admission import admits_service

_SERVICE = "cloudtrail.amazonaws.com"


def check_trail(trail: Any) -> None:
    """Refuse a trail whose bucket or key does not admit CloudTrail on behalf of it."""
    _check_bucket(trail)
    if trail.kms_key_id:
        _check_key(trail)


def _check_bucket(trail: Any) -> None:
    bucket = s3_backends[trail.account_id][trail.partition].get_bucket(trail.bucket_name)
    arn = f"arn:{trail.partition}:s3:::{bucket.name}"
    prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
    context = {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id, "aws:SecureTransport": "true"}
    calls = {
        "s3:GetBucketAcl": (arn, context),
        "s3:PutObject": (
            f"{arn}/{prefix}AWSLogs/{trail.account_id}/x",
            {**context, "s3:x-amz-acl": "bucket-owner-full-control"},
        ),
    }
    if not all(admits_service(bucket.policy, _SERVICE, action, *call) for action, call in calls.items()):
        raise JsonRESTError(
            "InsufficientS3BucketPolicyException", f"Incorrect S3 bucket policy is detected for bucket: {bucket.name}"
        )


def _check_key(trail: Any) -> None:
    backend = kms_backends[trail.account_id][trail.region_name]
    try:
        key = backend.describe_key(trail.kms_key_id)
    except (KeyError, AttributeError):
        raise JsonRESTError("KmsKeyNotFoundException", f"KMS key {trail.kms_key_id} does not exist.") from None
    if key.key_state != "Enabled":
        raise JsonRESTError("KmsKeyDisabledException", f"KMS key {key.arn} is not enabled.")
    source = {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id}
    encrypting = {**source, "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    calls = {"kms:DescribeKey": source, "kms:GenerateDataKey": encrypting}
    if not all(admits_service(key.policy, _SERVICE, action, key.arn, context) for action, context in calls.items()):
        raise JsonRESTError(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket {trail.bucket_name} or KMS key {key.arn}.",
        )
