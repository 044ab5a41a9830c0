"""The rule locked-evidence-is-defended, with what it accepts, refuses and leaves out."""

from policies.resource import Resource
from policies.rules.locked_evidence_is_defended import RULE
from tests.policies.subjects import PASSED, answer, deny, document, evidence_bucket, subject

_WAYS = ("s3:BypassGovernanceRetention", "s3:DeleteObjectVersion", "s3:PutBucketVersioning")


def _policy(bucket: Resource, text: str) -> Resource:
    return subject("aws:s3/bucketPolicy:BucketPolicy", {"policy": text}, of=bucket)


def test_a_policy_that_denies_the_ways_around_passes() -> None:
    """To everybody, without a condition."""
    bucket = evidence_bucket()
    assert answer(RULE, bucket, _policy(bucket, document(deny(*_WAYS)))) == PASSED


def test_a_way_around_fails() -> None:
    """Left out, or denied under a condition."""
    bucket = evidence_bucket()
    wrong = "its policy leaves s3:BypassGovernanceRetention to IAM; deny it to everybody, without a condition"
    bypass = deny(_WAYS[0], condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})
    assert answer(RULE, bucket, _policy(bucket, document(deny(*_WAYS[1:])))) == ("fail", wrong)
    assert answer(RULE, bucket, _policy(bucket, document(deny(*_WAYS[1:]), bypass))) == ("fail", wrong)


def test_unlocked_buckets_are_left_out() -> None:
    """There is nothing to get around."""
    assert answer(RULE, evidence_bucket(locked=False)) == ("not applicable", "has no Object Lock")
