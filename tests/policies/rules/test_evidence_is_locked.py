"""The rule evidence-is-locked, with what it accepts, refuses and leaves out."""

from policies.resource import Resource
from policies.rules.evidence_is_locked import RULE
from tests.policies.subjects import BUCKET, PASSED, answer, evidence_bucket, subject


def _lock(bucket: Resource, retention: dict[str, object]) -> Resource:
    kind = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    return subject(kind, {"rule": {"defaultRetention": retention}}, of=bucket)


def test_evidence_locked_as_its_tier_asks_passes() -> None:
    """Longer and stricter than asked passes too."""
    prod, staging = evidence_bucket(), evidence_bucket(stack="staging")
    assert answer(RULE, prod, _lock(prod, {"mode": "COMPLIANCE", "days": 1095})) == PASSED
    assert answer(RULE, prod, _lock(prod, {"mode": "COMPLIANCE", "years": 3})) == PASSED
    assert answer(RULE, staging, _lock(staging, {"mode": "COMPLIANCE", "days": 400})) == PASSED


def test_a_weaker_lock_fails() -> None:
    """By its mode, by its days, or because there is none."""
    prod, never = evidence_bucket(), evidence_bucket(locked=False)
    assert answer(RULE, prod, _lock(prod, {"mode": "GOVERNANCE", "days": 1095})) == (
        "fail",
        "is locked by GOVERNANCE for 1095 days; prod needs COMPLIANCE for 1095 days",
    )
    assert answer(RULE, prod, _lock(prod, {"mode": "COMPLIANCE", "days": 30}))[0] == "fail"
    assert answer(RULE, never) == (
        "fail",
        "has no Object Lock, and can't get one later; create it with objectLockEnabled: true",
        "has no default retention; add a BucketObjectLockConfiguration of COMPLIANCE for 1095 days",
    )


def test_other_buckets_and_tiers_without_a_lock_are_left_out() -> None:
    """Dev forgets."""
    assert answer(RULE, subject(BUCKET, {})) == ("not applicable", "holds no evidence")
    assert answer(RULE, evidence_bucket(stack="dev", locked=False))[0] == "not applicable"
