"""The log bucket takes deliveries for our own buckets, and keeps them long enough to be of use."""

import json
from typing import Any

import pytest

from components.aws.access_log_bucket import AccessLogBucket, AccessLogBucketArgs
from portarium_sandbox.iam.decision import admits, allows
from tests.provider_answers import RANDOM_ID
from tests.recording import ACCOUNT_ID, Recording, record

ADMINISTRATOR = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _record(*, retention_days: int = 90, locked: bool = False, protect: bool = False) -> Recording:
    def program() -> object:
        logs = AccessLogBucket(
            "access-logs",
            AccessLogBucketArgs(
                environment="prod",
                account_id=ACCOUNT_ID,
                retention_days=retention_days,
                locked=locked,
                protect=protect,
            ),
        )
        return {"bucket": logs.bucket, "arn": logs.arn}

    return record(program, computed=RANDOM_ID)


def _policy(recording: Recording) -> dict[str, Any]:
    return json.loads(recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])


def test_name_is_unique_and_settled_only_with_the_policy() -> None:
    """Whoever logs into it waits for the policy that admits the delivery."""
    recording = _record()
    assert recording.result["bucket"] == "portarium-prod-access-logs-0a1b2c3d"
    assert recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["bucket"] == recording.result["bucket"]


@pytest.mark.parametrize(
    ("service", "key"), [("logging.s3", "access/evidence/1"), ("s3", "inventory/evidence/verification/manifest.json")]
)
def test_deliveries_write_under_their_prefix_for_our_buckets_only(service: str, key: str) -> None:
    """S3 delivers for anybody who asks: the source tells whose bucket it is."""
    recording = _record()
    policy, principal = _policy(recording), {"Service": f"{service}.amazonaws.com"}
    ours = {"aws:SourceAccount": ACCOUNT_ID, "aws:SourceArn": "arn:aws:s3:::portarium-prod-evidence-1"}
    sharing = {**ours, "aws:SourceArn": "arn:aws:s3:::portarium-review-7-evidence-1"}
    target = f"{recording.result['arn']}/{key}"
    for source in (ours, sharing):
        assert admits(policy, "s3:PutObject", source, principal=principal, resource=target)
    for theirs in ({"aws:SourceAccount": "210987654321"}, {"aws:SourceArn": "arn:aws:s3:::somebody-elses"}):
        assert not admits(policy, "s3:PutObject", {**ours, **theirs}, principal=principal, resource=target)
    elsewhere = f"{recording.result['arn']}/elsewhere"
    assert not admits(policy, "s3:PutObject", ours, principal=principal, resource=elsewhere)


def test_nothing_travels_in_clear() -> None:
    """Even an administrator is refused without TLS."""
    recording = _record()
    log = f"{recording.result['arn']}/access/1"
    for secure in (True, False):
        context = {"aws:SecureTransport": str(secure).lower()}
        assert allows([ADMINISTRATOR, _policy(recording)], "s3:GetObject", log, context=context) is secure


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("action", ["s3:DeleteObject", "s3:DeleteObjectVersion"])
def test_where_evidence_is_locked_nobody_deletes_a_log(locked: bool, action: str) -> None:
    """Not even an administrator; written over, the earlier version stays until the same time."""
    recording = _record(locked=locked)
    log, context = f"{recording.result['arn']}/access/1", {"aws:SecureTransport": "true"}
    assert allows([ADMINISTRATOR, _policy(recording)], action, log, context=context) is not locked
    versions = recording.all("aws:s3/bucketVersioning:BucketVersioning")
    assert bool(versions) is locked
    lifecycle = recording.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    days = {
        rule[when][unit]
        for rule in lifecycle.inputs["rules"]
        for when, unit in (("expiration", "days"), ("noncurrentVersionExpiration", "noncurrentDays"))
        if unit in rule.get(when, {})
    }
    assert days == {90}


def test_default_encryption_is_one_that_log_delivery_can_write() -> None:
    """S3 delivers no access logs to a bucket that defaults to a KMS key."""
    encryption = _record().one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    [rule] = encryption.inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"


def test_logs_kept_too_short_are_refused() -> None:
    """The message names the component, the value and the floor."""
    with pytest.raises(ValueError, match=r"^access-logs: .* 89 days; at least 90 are needed$"):
        _record(retention_days=89)


@pytest.mark.parametrize("protect", [True, False])
def test_a_protected_bucket_is_left_with_all_its_settings(protect: bool) -> None:
    """Kept without its policy and its public access block, it would be kept for nothing."""
    recording = _record(locked=protect, protect=protect)
    resources = [resource for resource in recording.resources if resource.type.startswith("aws:s3/")]
    assert {resource.retain_on_delete for resource in resources} == {protect}
    bucket = next(resource for resource in resources if resource.type == "aws:s3/bucket:Bucket")
    assert bucket.protect is protect
    assert bucket.inputs["forceDestroy"] is not protect
