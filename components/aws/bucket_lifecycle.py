"""What becomes of a bucket's objects with time: they expire, or move to cheaper storage where they stay for ever."""

from pulumi_aws import s3

# Pieces of an upload that nobody finished are billed and seen nowhere.
_UPLOAD_DAYS = 7
# What is old is read rarely, but then at once, which rules out the archive classes.
_COLD_DAYS = 90
_COLD_CLASS = "STANDARD_IA"


def lifecycle_rules(expiry_days: int | None) -> list[s3.BucketLifecycleConfigurationRuleArgs]:
    """The bucket's rules; without `expiry_days` nothing is ever deleted."""
    uploads = s3.BucketLifecycleConfigurationRuleArgs(
        id="abort-unfinished-uploads",
        status="Enabled",
        filter=_everything(),
        abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=_UPLOAD_DAYS
        ),
    )
    if expiry_days is None:
        return [uploads, _cool_down()]
    return [uploads, *_expire(expiry_days)]


def _cool_down() -> s3.BucketLifecycleConfigurationRuleArgs:
    return s3.BucketLifecycleConfigurationRuleArgs(
        id="cool-down",
        status="Enabled",
        filter=_everything(),
        transitions=[
            s3.BucketLifecycleConfigurationRuleTransitionArgs(days=_COLD_DAYS, storage_class=_COLD_CLASS),
        ],
        noncurrent_version_transitions=[
            s3.BucketLifecycleConfigurationRuleNoncurrentVersionTransitionArgs(
                noncurrent_days=_COLD_DAYS, storage_class=_COLD_CLASS
            ),
        ],
    )


def _expire(days: int) -> list[s3.BucketLifecycleConfigurationRuleArgs]:
    """Expiry of a version leaves a marker; S3 takes the removal of markers only as a rule of its own."""
    return [
        s3.BucketLifecycleConfigurationRuleArgs(
            id="expire",
            status="Enabled",
            filter=_everything(),
            expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days),
            noncurrent_version_expiration=s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=days
            ),
        ),
        s3.BucketLifecycleConfigurationRuleArgs(
            id="remove-markers",
            status="Enabled",
            filter=_everything(),
            expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
        ),
    ]


def _everything() -> s3.BucketLifecycleConfigurationRuleFilterArgs:
    return s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
