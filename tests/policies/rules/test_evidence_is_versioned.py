"""The rule evidence-is-versioned, with what it accepts, refuses and leaves out."""

from policies.resource import Resource
from policies.rules.evidence_is_versioned import RULE
from tests.policies.subjects import BUCKET, PASSED, answer, evidence_bucket, subject


def _versioning(bucket: Resource, status: str) -> Resource:
    properties = {"versioningConfiguration": {"status": status}}
    return subject("aws:s3/bucketVersioning:BucketVersioning", properties, of=bucket)


def test_versioned_evidence_passes() -> None:
    """Every version is kept."""
    bucket = evidence_bucket()
    assert answer(RULE, bucket, _versioning(bucket, "Enabled")) == PASSED


def test_suspended_versioning_fails() -> None:
    """As does none at all."""
    bucket = evidence_bucket()
    wrong = ("fail", "keeps no versions; add a BucketVersioning with status Enabled")
    assert answer(RULE, bucket, _versioning(bucket, "Suspended")) == wrong
    assert answer(RULE, bucket) == wrong


def test_other_buckets_are_left_out() -> None:
    """Logs are written once."""
    assert answer(RULE, subject(BUCKET, {})) == ("not applicable", "holds no evidence")
