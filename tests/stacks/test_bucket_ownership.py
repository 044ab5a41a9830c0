"""No access list opens a bucket of any stack, whoever wrote what is in it."""

import pytest

from tests.stacks.recorded import STACKS, recorded

_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"


@pytest.mark.parametrize("stack", STACKS)
def test_every_bucket_is_its_owners_alone(stack: str) -> None:
    """With this ownership S3 looks at no access list, of a bucket or of an object."""
    recording = recorded(stack).recording
    buckets = {bucket.inputs["bucket"] for bucket in recording.all("aws:s3/bucket:Bucket")}
    enforced = {
        controls.inputs["bucket"]
        for controls in recording.all(_OWNERSHIP)
        if controls.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    }
    assert buckets
    assert buckets == enforced
