"""The rule buckets-are-private, with what it accepts, refuses and leaves out."""

from policies.rules.buckets_are_private import RULE
from tests.policies.subjects import BUCKET, PASSED, answer, subject

_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_OTHER = subject("aws:s3/bucketLogging:BucketLogging", {})


def test_a_blocked_bucket_passes() -> None:
    """The block is told by where its bucket comes from, whose name a preview may not know."""
    bucket = subject(BUCKET, {})
    assert answer(RULE, bucket, subject(_BLOCK, dict.fromkeys(_SWITCHES, True), of=bucket)) == PASSED


def test_an_open_bucket_fails() -> None:
    """Without a block, with another bucket's, or with a half one."""
    bucket, other = subject(BUCKET, {}), subject(BUCKET, {}, name="other")
    missing = ("fail", "could be made public; add a BucketPublicAccessBlock with all four switches on")
    half = subject(_BLOCK, {**dict.fromkeys(_SWITCHES, True), "blockPublicPolicy": False}, name="half", of=bucket)
    assert answer(RULE, bucket) == missing
    assert answer(RULE, bucket, subject(_BLOCK, dict.fromkeys(_SWITCHES, True), of=other)) == missing
    assert answer(RULE, bucket, half) == ("fail", "half leaves blockPublicPolicy off; set all four switches to true")


def test_other_resources_are_left_out() -> None:
    """A bucket's logging is no bucket."""
    assert answer(RULE, _OTHER)[0] == "not applicable"
