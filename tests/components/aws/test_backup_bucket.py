"""Backups are encrypted, closed, kept for their time, and taken away by nobody."""

import json
from typing import Any

import pytest

from components.aws.backup_bucket import BackupBucket, BackupBucketArgs
from portarium_sandbox.iam.decision import outcome
from tests.provider_answers import RANDOM_ID
from tests.recording import Recording, record


def _record(*, protect: bool = False) -> Recording:
    def program() -> object:
        made = BackupBucket(
            "backups",
            BackupBucketArgs(
                environment="prod",
                purpose="vault-snapshots",
                key_arn="arn:key",
                access_log_bucket="logs",
                retention_days=35,
                protect=protect,
            ),
        )
        return {"bucket": made.bucket, "arn": made.arn}

    return record(program, computed=RANDOM_ID)


def _policy(recording: Recording) -> dict[str, Any]:
    return json.loads(recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])


def test_nobody_takes_an_older_backup_away() -> None:
    """Whoever could write a worse one over it leaves the better one below."""
    recording = _record()
    versioned = recording.one("aws:s3/bucketVersioning:BucketVersioning").inputs
    assert versioned["versioningConfiguration"]["status"] == "Enabled"
    anybody = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
    target = f"{recording.result['arn']}/2026/11/27/030000Z.snap"
    secure = {"aws:SecureTransport": "true"}
    for action, expected in {"s3:DeleteObjectVersion": "Deny", "s3:GetObject": "Allow"}.items():
        assert outcome([anybody, _policy(recording)], action, target, secure) == expected


def test_what_is_old_goes_by_itself() -> None:
    """Also what was written over: a version that nothing ends costs for ever."""
    rules = _record().one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    (expiry,) = [rule for rule in rules if rule["id"] == "expire"]
    assert expiry["expiration"]["days"] == 35
    assert expiry["noncurrentVersionExpiration"]["noncurrentDays"] == 35


def test_it_is_known_once_it_is_closed() -> None:
    """Whoever gets its name writes into an encrypted bucket, or waits."""
    recording = _record()
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy")
    assert recording.result["bucket"] == policy.inputs["bucket"] == "portarium-prod-vault-snapshots-0a1b2c3d"
    encrypted = recording.one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    ).inputs["rules"][0]["applyServerSideEncryptionByDefault"]
    assert (encrypted["sseAlgorithm"], encrypted["kmsMasterKeyId"]) == ("aws:kms", "arn:key")


@pytest.mark.parametrize("protect", [True, False])
def test_only_one_that_is_not_kept_goes_with_its_content(*, protect: bool) -> None:
    """A tier that keeps backups keeps them through the end of the stack too."""
    assert _record(protect=protect).one("aws:s3/bucket:Bucket").inputs["forceDestroy"] is not protect
