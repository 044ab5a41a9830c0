"""S3: buckets."""

from collections.abc import Mapping
from typing import Any

from portarium_sandbox.providers.aws.api_errors import error_code, is_gone
from portarium_sandbox.providers.aws.conversion import at_path
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, given, identifier
from portarium_sandbox.providers.aws.tagging import Tagging

_WITHOUT_LOCATION = "us-east-1"
_OBJECTS_A_CALL = 1000


class BucketTagging(Tagging):
    """A bucket's tags are one setting, replaced as a whole."""

    def fetch(self, subject: Subject) -> dict[str, str]:
        """The tags that the bucket has now."""
        try:
            return self.decode(subject.client().get_bucket_tagging(Bucket=subject.identifier)["TagSet"])
        except Exception as error:
            if error_code(error) == "NoSuchTagSet":
                return {}
            raise

    def change(self, subject: Subject, old: Mapping[str, str], new: Mapping[str, str]) -> None:  # noqa: ARG002
        """Set the new tags."""
        client, bucket = subject.client(), subject.identifier
        if new:
            client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": self.encode(new)})
        else:
            client.delete_bucket_tagging(Bucket=bucket)


_TAGS = BucketTagging({"Bucket": identifier})


def _location(subject: Subject) -> dict[str, str] | None:
    region = subject.aws.region
    return None if region == _WITHOUT_LOCATION else {"LocationConstraint": region}


def _object_lock(subject: Subject) -> bool:
    try:
        answer = subject.client().get_object_lock_configuration(Bucket=subject.identifier)
    except Exception as error:
        if is_gone(error):
            return False
        raise
    return at_path(answer, "ObjectLockConfiguration.ObjectLockEnabled") == "Enabled"


def _head(subject: Subject) -> dict[str, Any]:
    subject.client().head_bucket(Bucket=subject.identifier)
    return {"bucket": subject.identifier, "objectLockEnabled": _object_lock(subject)}


def _delete(subject: Subject) -> None:
    if subject.get("forceDestroy"):
        _empty(subject)
    subject.client().delete_bucket(Bucket=subject.identifier)


def _empty(subject: Subject) -> None:
    """Delete every version and marker. What a lock holds stays, and the API's refusal says so."""
    client, bucket = subject.client(), subject.identifier
    bypass = {"BypassGovernanceRetention": True} if _object_lock(subject) else {}
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        objects = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
        for start in range(0, len(objects), _OBJECTS_A_CALL):
            batch = objects[start : start + _OBJECTS_A_CALL]
            client.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True}, **bypass)


def _domain(subject: Subject) -> str:
    return f"{subject.identifier}.s3.{subject.aws.region}.amazonaws.com"


ROWS = (
    ResourceType(
        type="aws:s3/bucket:Bucket",
        service="s3",
        create=Call(
            "create_bucket",
            {
                "Bucket": "bucket",
                "CreateBucketConfiguration": _location,
                "ObjectLockEnabledForBucket": "objectLockEnabled",
            },
        ),
        identity=given("bucket"),
        read=(Fetch(_head, "", {"bucket": "bucket", "objectLockEnabled": "objectLockEnabled"}),),
        changes=(
            # The create call takes no tags.
            Change("tagsAll", lambda subject: _TAGS.change(subject, {}, subject.tags)),
        ),
        delete=_delete,
        replace="bucket bucketPrefix objectLockEnabled",
        local="forceDestroy",
        defaults={"forceDestroy": False},
        name=Name(property="bucket", maximum=63, lower_case=True),
        computed={
            "arn": lambda subject: subject.arn("s3", subject.identifier, region=False, account=False),
            "bucketDomainName": lambda subject: f"{subject.identifier}.s3.amazonaws.com",
            "bucketRegionalDomainName": _domain,
            "bucketRegion": lambda subject: subject.aws.region,
        },
        tagging=_TAGS,
    ),
)
