"""The rule buckets-want-tls, with what it accepts, refuses and leaves out."""

from policies.rules.buckets_want_tls import RULE
from tests.policies.subjects import BUCKET, PASSED, UNKNOWN, allow, answer, deny, document, subject

_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
_CLEAR = {"Bool": {"aws:SecureTransport": "false"}}


def test_a_bucket_that_refuses_clear_text_passes() -> None:
    """By its policy, for everybody."""
    bucket = subject(BUCKET, {})
    assert (
        answer(RULE, bucket, subject(_POLICY, {"policy": document(deny("s3:*", condition=_CLEAR))}, of=bucket))
        == PASSED
    )


def test_a_bucket_that_takes_clear_text_fails() -> None:
    """Without a policy, or with one that refuses only reading."""
    bucket = subject(BUCKET, {})
    wrong = "takes requests without TLS; deny s3:* to everybody where aws:SecureTransport is false, in its BucketPolicy"
    half = document(allow("s3:GetObject"), deny("s3:GetObject", condition=_CLEAR))
    assert answer(RULE, bucket) == ("fail", wrong)
    assert answer(RULE, bucket, subject(_POLICY, {"policy": half}, of=bucket)) == ("fail", wrong)


def test_a_policy_that_is_not_known_is_left_out() -> None:
    """It names the bucket, which is not made yet."""
    bucket = subject(BUCKET, {})
    assert answer(RULE, bucket, subject(_POLICY, {"policy": UNKNOWN}, of=bucket))[0] == "not applicable"
