"""Evidence is locked from the bucket's creation, defended once all is set, and outlives the stack."""

import json
from dataclasses import replace

import pytest

from components.aws.evidence_policy import ObjectLock
from components.aws.evidence_store import EvidenceStore, EvidenceStoreArgs
from tests.provider_answers import RANDOM_ID
from tests.recording import ACCOUNT_ID, Recording, record

DEPLOY_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-prod-deploy"
UNLOCKED = EvidenceStoreArgs(
    environment="dev",
    account_id=ACCOUNT_ID,
    key_arn="arn:aws:kms:eu-central-1:123456789012:key/evidence",
    access_log_bucket="portarium-dev-access-logs-1",
    access_log_bucket_arn="arn:aws:s3:::portarium-dev-access-logs-1",
    lock=None,
    expiry_days=7,
    protect=False,
)
LOCKED = replace(
    UNLOCKED,
    environment="prod",
    lock=ObjectLock(mode="COMPLIANCE", days=1095),
    expiry_days=None,
    configurators=[DEPLOY_ROLE],
    protect=True,
)


def _record(args: EvidenceStoreArgs) -> Recording:
    def program() -> object:
        store = EvidenceStore("evidence", args)
        return {"bucket": store.bucket, "arn": store.arn, "legal_hold_role_arn": store.legal_hold_role_arn}

    return record(program, computed=RANDOM_ID)


def test_lock_is_there_from_the_creation_and_retains_by_default() -> None:
    """A bucket can't be locked later, and a lock without a default retention locks nothing by itself."""
    recording = _record(LOCKED)
    assert recording.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True
    lock = recording.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert lock.inputs["bucket"] == recording.result["bucket"]
    assert lock.inputs["rule"]["defaultRetention"] == {"mode": "COMPLIANCE", "days": 1095}


def test_policy_comes_last() -> None:
    """It denies what sets up versioning and lock: were it earlier, the first deployment would lock itself out."""
    recording = _record(LOCKED)
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy")
    satellites = [
        resource.urn
        for resource in recording.resources
        if resource.type.startswith("aws:s3/") and resource.urn != policy.urn
    ]
    assert len(satellites) == 9
    assert set(satellites) <= set(policy.depends_on)


def test_lock_waits_for_versioning() -> None:
    """S3 refuses a lock on a bucket that isn't versioned."""
    recording = _record(LOCKED)
    versioning = recording.one("aws:s3/bucketVersioning:BucketVersioning")
    lock = recording.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert versioning.urn in lock.depends_on


def test_unlocked_store_has_neither_lock_nor_hold_role() -> None:
    """S3 takes holds only where there is a lock, so a role to set them would be for nothing."""
    recording = _record(UNLOCKED)
    assert recording.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is False
    assert not recording.all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert not recording.all("aws:iam/role:Role")
    assert recording.result["legal_hold_role_arn"] is None


def test_holds_are_reserved_to_the_role_that_it_makes() -> None:
    """The role of the output is the one that the policy excepts."""
    recording = _record(LOCKED)
    policy = json.loads(recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])
    [holds] = [statement for statement in policy["Statement"] if "s3:PutObjectLegalHold" in statement["Action"]]
    assert holds["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] == recording.result["legal_hold_role_arn"]


@pytest.mark.parametrize("args", [LOCKED, UNLOCKED], ids=["locked", "unlocked"])
def test_protection_covers_the_bucket_and_everything_that_defends_it(args: EvidenceStoreArgs) -> None:
    """A retained bucket that lost its policy on the way would be retained for nothing."""
    resources = [resource for resource in _record(args).resources if resource.type.startswith("aws:s3/")]
    assert {resource.protect for resource in resources} == {args.protect}
    assert {resource.retain_on_delete for resource in resources} == {args.protect}


def test_only_an_unlocked_store_is_emptied_on_deletion() -> None:
    """Dev goes with its evidence; a locked store could not be emptied anyway, and must not be tried."""
    assert _record(UNLOCKED).one("aws:s3/bucket:Bucket").inputs["forceDestroy"] is True
    unprotected = replace(LOCKED, protect=False)
    assert _record(unprotected).one("aws:s3/bucket:Bucket").inputs["forceDestroy"] is False


def test_objects_are_encrypted_with_the_evidence_key_by_way_of_a_bucket_key() -> None:
    """The key is the one that was given; the bucket key keeps KMS from being asked for each object."""
    encryption = _record(LOCKED).one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    [rule] = encryption.inputs["rules"]
    assert rule["bucketKeyEnabled"] is True
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == LOCKED.key_arn


def test_log_and_inventory_arrive_where_the_log_bucket_admits_them() -> None:
    """Their prefixes are those of the log bucket's policy."""
    recording = _record(LOCKED)
    logging = recording.one("aws:s3/bucketLogging:BucketLogging").inputs
    assert logging["targetBucket"] == LOCKED.access_log_bucket
    assert logging["targetPrefix"] == "access/"
    assert "partitionedPrefix" in logging["targetObjectKeyFormat"]
    destination = recording.one("aws:s3/inventory:Inventory").inputs["destination"]["bucket"]
    assert destination["bucketArn"] == LOCKED.access_log_bucket_arn
    assert destination["prefix"] == "inventory"


def test_inventory_shows_the_lock_of_every_version() -> None:
    """Verification compares versions, not keys, and needs to see until when each is locked."""
    inventory = _record(LOCKED).one("aws:s3/inventory:Inventory").inputs
    assert inventory["includedObjectVersions"] == "All"
    assert "ObjectLockRetainUntilDate" in inventory["optionalFields"]


@pytest.mark.parametrize(
    "args", [replace(LOCKED, expiry_days=7), replace(UNLOCKED, expiry_days=None)], ids=["both", "neither"]
)
def test_lock_and_expiry_exclude_each_other(args: EvidenceStoreArgs) -> None:
    """Evidence is either kept or thrown away; both or neither is a mistake, said so in one line."""
    with pytest.raises(ValueError, match=r"^evidence: .* give exactly one$"):
        _record(args)
