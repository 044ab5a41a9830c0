"""The rule buckets-are-encrypted, with what it accepts, refuses and leaves out."""

from policies.resource import Resource
from policies.rules.buckets_are_encrypted import RULE
from tests.policies.subjects import BUCKET, PASSED, answer, evidence_bucket, subject

_OTHER = subject("aws:s3/bucketLogging:BucketLogging", {})


def _encryption(bucket: Resource, algorithm: str) -> Resource:
    kind = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}]
    return subject(kind, {"rules": rules}, name="encryption", of=bucket)


def test_an_encrypted_bucket_passes() -> None:
    """Logs with S3's key, evidence with ours."""
    logs, evidence = subject(BUCKET, {}), evidence_bucket()
    assert answer(RULE, logs, _encryption(logs, "AES256")) == PASSED
    assert answer(RULE, evidence, _encryption(evidence, "aws:kms")) == PASSED


def test_evidence_under_a_key_of_aws_fails() -> None:
    """And a bucket that says nothing."""
    evidence = evidence_bucket()
    assert answer(RULE, evidence, _encryption(evidence, "AES256")) == (
        "fail",
        "encryption encrypts evidence with a key of AWS's; set sseAlgorithm to aws:kms",
    )
    assert answer(RULE, subject(BUCKET, {}))[1].startswith("says nothing of encryption; ")


def test_other_resources_are_left_out() -> None:
    """A bucket's logging is no bucket."""
    assert answer(RULE, _OTHER)[0] == "not applicable"
