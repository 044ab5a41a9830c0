"""What happens to a version of evidence that somebody tries to delete.

Versions are asked for by their id: a delete without one only adds a marker, locked or not.
That COMPLIANCE can't be shortened and that versioning can't be suspended is AWS's guarantee; moto knows neither.
"""

import pytest
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from components.aws.evidence_policy import ObjectLock
from components.aws.evidence_store import EvidenceStore, EvidenceStoreArgs
from domain.object_lock import LockMode
from tests.behaviour.recorded_cloud import client, make
from tests.provider_answers import RANDOM_ID
from tests.recording import ACCOUNT_ID, record

OBJECT_KEY = "workspace/run/1.json"


def _store(lock: ObjectLock | None) -> str:
    """The name of a store that the component describes, made in moto."""

    def program() -> object:
        store = EvidenceStore(
            "evidence",
            EvidenceStoreArgs(
                environment="dev",
                account_id=ACCOUNT_ID,
                key_arn=f"arn:aws:kms:eu-central-1:{ACCOUNT_ID}:key/evidence",
                access_log_bucket="logs",
                access_log_bucket_arn="arn:aws:s3:::logs",
                lock=lock,
                expiry_days=None if lock else 7,
                configurators=[f"arn:aws:iam::{ACCOUNT_ID}:role/deploy"],
                protect=False,
            ),
        )
        return store.bucket

    recording = record(program, computed=RANDOM_ID)
    make(recording)
    return recording.result


def _put(bucket: str, body: bytes = b"{}") -> str:
    return client("s3").put_object(Bucket=bucket, Key=OBJECT_KEY, Body=body)["VersionId"]


def _versions(bucket: str) -> set[str]:
    listed = client("s3").list_object_versions(Bucket=bucket)
    return {version["VersionId"] for version in listed.get("Versions", [])}


@pytest.mark.parametrize("mode", ["GOVERNANCE", "COMPLIANCE"])
def test_a_locked_version_can_not_be_deleted(mode: LockMode) -> None:
    """The writer asked for nothing: it is the bucket's default that locks."""
    bucket = _store(ObjectLock(mode=mode, days=365))
    version = _put(bucket)
    with pytest.raises(ClientError, match="AccessDenied"):
        client("s3").delete_object(Bucket=bucket, Key=OBJECT_KEY, VersionId=version)
    assert version in _versions(bucket)


def test_an_unlocked_version_can_be_deleted() -> None:
    """Dev's evidence is nobody's proof, and must not outlive dev."""
    bucket = _store(None)
    version = _put(bucket)
    client("s3").delete_object(Bucket=bucket, Key=OBJECT_KEY, VersionId=version)
    assert version not in _versions(bucket)


def test_overwriting_leaves_the_locked_version_as_it_was() -> None:
    """A second writer adds a version; the first one's bytes stay where they were."""
    bucket = _store(ObjectLock(mode="COMPLIANCE", days=1095))
    first = _put(bucket, b"first")
    second = _put(bucket, b"second")
    assert {first, second} <= _versions(bucket)
    kept = client("s3").get_object(Bucket=bucket, Key=OBJECT_KEY, VersionId=first)
    assert kept["Body"].read() == b"first"


def test_a_delete_without_a_version_hides_but_removes_nothing() -> None:
    """The marker is why verification goes by version id, and why the bucket policy denies this delete too."""
    bucket = _store(ObjectLock(mode="GOVERNANCE", days=365))
    version = _put(bucket)
    client("s3").delete_object(Bucket=bucket, Key=OBJECT_KEY)
    assert version in _versions(bucket)


def test_a_legal_hold_outlasts_the_permission_to_bypass() -> None:
    """GOVERNANCE yields to a bypass; a hold doesn't, until it is lifted."""
    bucket = _store(ObjectLock(mode="GOVERNANCE", days=365))
    version = _put(bucket)
    s3 = client("s3")
    target = {"Bucket": bucket, "Key": OBJECT_KEY, "VersionId": version}
    s3.put_object_legal_hold(**target, LegalHold={"Status": "ON"})
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(**target, BypassGovernanceRetention=True)
    s3.put_object_legal_hold(**target, LegalHold={"Status": "OFF"})
    s3.delete_object(**target, BypassGovernanceRetention=True)
    assert version not in _versions(bucket)
