"""Which actions of IAM an operation of AWS's API needs: most have the operation's name, and these tables the rest."""

from collections.abc import Mapping
from typing import Any

from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.iam.reference import is_action

_BUDGETS = {
    **dict.fromkeys(
        (
            "CreateBudget",
            "CreateNotification",
            "CreateSubscriber",
            "DeleteBudget",
            "DeleteNotification",
            "DeleteSubscriber",
            "UpdateBudget",
            "UpdateNotification",
            "UpdateSubscriber",
        ),
        "ModifyBudget",
    ),
    **dict.fromkeys(
        (
            "DescribeBudget",
            "DescribeBudgets",
            "DescribeNotificationsForBudget",
            "DescribeSubscribersForNotification",
        ),
        "ViewBudget",
    ),
}
_S3 = {
    **{
        f"{verb}Bucket{what}Configuration{'s' if verb == 'List' else ''}": (
            f"{'Get' if verb in ('Get', 'List') else 'Put'}{what}Configuration"
        )
        for what in ("Analytics", "IntelligentTiering", "Inventory", "Metrics")
        for verb in ("Delete", "Get", "List", "Put")
    },
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UploadPart": "PutObject",
}
# Of an object with a version IAM knows other actions than of the one that is on top.
_OF_VERSION = ("DeleteObject", "DeleteObjectTagging", "GetObject", "GetObjectTagging", "PutObjectTagging")
_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {"budgets": _BUDGETS, "s3": _S3}

UNASKED = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken", "sts:GetAccessKeyInfo"})
"""What AWS lets every caller do, whatever policies say."""


def action_of(call: Call) -> str:
    """The action that the operation itself is; one that is not known is refused, and not taken for allowed."""
    name = _OTHER_NAMES.get(call.prefix, {}).get(call.operation, call.operation)
    if call.prefix == "s3" and name in _OF_VERSION and _names_a_version(call):
        name = name.replace("Object", "ObjectVersion")
    action = f"{call.prefix}:{name}"
    if action not in UNASKED and not is_action(action):
        raise NotImplementedError(f"which action of IAM {call.prefix} {call.operation} needs")
    return action


def _names_a_version(call: Call) -> bool:
    several: list[Mapping[str, Any]] = call.parameters.get("Delete", {}).get("Objects") or [call.parameters]
    return any(each.get("VersionId") for each in several)


def actions_besides(call: Call) -> list[str]:
    """What S3 asks for besides, on the same resource, by what a call brings along."""
    given: Mapping[str, Any] = call.parameters
    besides: list[str] = []
    if call.prefix == "s3":
        if call.operation == "CreateBucket" and given.get("ObjectLockEnabledForBucket"):
            besides += ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"]
        if given.get("ObjectLockMode"):
            besides.append("s3:PutObjectRetention")
        if given.get("ObjectLockLegalHoldStatus"):
            besides.append("s3:PutObjectLegalHold")
        if given.get("BypassGovernanceRetention"):
            besides.append("s3:BypassGovernanceRetention")
        if call.operation == "PutObject" and given.get("Tagging"):
            besides.append("s3:PutObjectTagging")
    return besides
