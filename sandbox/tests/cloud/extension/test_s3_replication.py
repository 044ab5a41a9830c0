"""Where a bucket may replicate to, asked with plain boto3."""

from typing import Any

import pytest

from tests.cloud.cloud_process import ACCOUNT, REGION, ClientError, CloudProcess


def test_a_bucket_replicates_where_s3_would_let_it(cloud: CloudProcess) -> None:
    """To another bucket that is there, versioned, and locked like itself; what was asked for reads back."""
    s3 = cloud.client("s3")
    place = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
    for name, locked in (("replicated", True), ("copied-to", True), ("unlocked", False), ("unversioned", False)):
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked, **place)
        if name != "unversioned":
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule: dict[str, Any] = {
        "ID": "copy",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
    }

    def replicate(bucket: str, source: str = "replicated", **others: Any) -> None:
        wanted = {**rule, "Destination": {"Bucket": f"arn:aws:s3:::{bucket}"}, **others}
        s3.put_bucket_replication(
            Bucket=source,
            ReplicationConfiguration={"Role": f"arn:aws:iam::{ACCOUNT}:role/copies", "Rules": [wanted]},
        )

    for bucket, message in (
        ("nowhere", "Destination bucket must exist"),
        ("replicated", "cannot be the same as the source"),
        ("unversioned", "must have versioning enabled"),
        ("unlocked", "must have Object Lock enabled"),
    ):
        with pytest.raises(ClientError, match=message):
            replicate(bucket)
    encrypted = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    with pytest.raises(ClientError, match="ReplicaKmsKeyID must be specified"):
        replicate("copied-to", SourceSelectionCriteria=encrypted)
    replicate("copied-to")
    [told] = s3.get_bucket_replication(Bucket="replicated")["ReplicationConfiguration"]["Rules"]
    assert told == {**rule, "Destination": {"Bucket": "arn:aws:s3:::copied-to"}}
    # With a lock its versions stay for that reason already.
    replicate("copied-to", source="unlocked")
    with pytest.raises(ClientError, match="first delete the replication configuration"):
        s3.put_bucket_versioning(Bucket="unlocked", VersioningConfiguration={"Status": "Suspended"})
