"""Locked evidence is never expired by a rule; unlocked evidence goes, with its versions and its markers."""

from components.aws.bucket_lifecycle import lifecycle_rules


def test_locked_evidence_never_expires() -> None:
    """Deleting evidence after its retention is a decision of people, not of a rule."""
    for rule in lifecycle_rules(None):
        assert rule.expiration is None
        assert rule.noncurrent_version_expiration is None


def test_unlocked_evidence_goes_with_its_versions_and_markers() -> None:
    """Expiry of a current version only hides it: the versions and the markers need rules too."""
    rules = lifecycle_rules(7)
    assert any(getattr(r.expiration, "days", None) == 7 for r in rules)
    assert any(getattr(r.noncurrent_version_expiration, "noncurrent_days", None) == 7 for r in rules)
    assert any(getattr(r.expiration, "expired_object_delete_marker", None) for r in rules)


def test_markers_and_days_are_in_different_rules() -> None:
    """S3 refuses a rule with both."""
    for rule in lifecycle_rules(7):
        days = getattr(rule.expiration, "days", None)
        marker = getattr(rule.expiration, "expired_object_delete_marker", None)
        assert not (days and marker)


def test_unfinished_uploads_are_removed_in_every_tier() -> None:
    """They are billed and seen nowhere."""
    for expiry_days in (7, None):
        assert any(rule.abort_incomplete_multipart_upload for rule in lifecycle_rules(expiry_days))
