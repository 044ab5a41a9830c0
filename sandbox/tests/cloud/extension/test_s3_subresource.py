"""A bucket is the one that the path names, whatever name the client has for AWS."""

import json

from tests.cloud.cloud_process import CloudProcess


def test_the_name_of_the_host_is_no_bucket(cloud: CloudProcess) -> None:
    """Pods have a name for the sandbox's AWS, of which moto would take the first word for a bucket."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="of-the-path", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    named: list[str] = []

    def by_name(request: object, **_: object) -> None:
        request.headers["Host"] = "aws.sandbox.internal:443"  # type: ignore[attr-defined]
        named.append("asked")

    s3.meta.events.register("before-send.s3.PutObject", by_name)
    s3.put_object(Bucket="of-the-path", Key="folder/one", Body=json.dumps({}).encode())
    assert named == ["asked"]
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="of-the-path")["Contents"]] == ["folder/one"]
