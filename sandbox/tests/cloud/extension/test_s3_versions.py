"""Objects of many versions are kept as S3 keeps them, however they are looked for."""

from typing import Any

from tests.cloud.cloud_process import CloudProcess

BUCKET, KEY = "of-many-versions", "stacks/dev.json"


def versions(s3: Any) -> list[str]:
    """What each version of the object says, the newest first."""
    found = s3.list_object_versions(Bucket=BUCKET).get("Versions", [])
    return [s3.get_object(Bucket=BUCKET, Key=KEY, VersionId=one["VersionId"])["Body"].read().decode() for one in found]


def test_a_copy_is_one_more_version(cloud: CloudProcess) -> None:
    """The ones before it can still be read, and of one that is deleted only the others can."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"one")
    second = s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"two")["VersionId"]
    s3.copy_object(Bucket=BUCKET, Key=KEY, CopySource={"Bucket": BUCKET, "Key": KEY}, MetadataDirective="REPLACE")
    assert versions(s3) == ["two", "two", "one"]
    s3.delete_object(Bucket=BUCKET, Key=KEY, VersionId=second)
    assert versions(s3) == ["two", "one"]
