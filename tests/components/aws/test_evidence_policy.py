"""The bucket policy refuses, even to an administrator, what must not happen to evidence."""

import pytest

from components.aws.evidence_policy import EvidencePolicyArgs, ObjectLock, evidence_statements
from portarium_sandbox.iam.decision import allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID

BUCKET = "arn:aws:s3:::evidence"
VERSION = f"{BUCKET}/workspace/1.json"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT_ID}:key/evidence"
DEPLOY = f"arn:aws:iam::{ACCOUNT_ID}:role/deploy"
HOLD = f"arn:aws:iam::{ACCOUNT_ID}:role/legal-hold"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT_ID}:role/administrator"
EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LOCK = ObjectLock(mode="GOVERNANCE", days=365)


def _may(
    action: str,
    resource: str = VERSION,
    *,
    who: str = ADMINISTRATOR,
    lock: ObjectLock | None = LOCK,
    context: dict[str, str] | None = None,
) -> bool:
    """Whether a principal to whom IAM allows everything may do this over TLS 1.2."""
    policy = rendered(
        evidence_statements(
            EvidencePolicyArgs(
                bucket_arn=BUCKET, key_arn=KEY, lock=lock, configurators=[DEPLOY], legal_hold_role_arn=HOLD
            )
        )
    )
    request = {"aws:PrincipalArn": who, "aws:SecureTransport": "true", "s3:TlsVersion": "1.2", **(context or {})}
    return allows([EVERYTHING, policy], action, resource, context=request)


def _header(name: str, value: str) -> dict[str, str]:
    return {f"s3:{name}": value}


@pytest.mark.parametrize("action", ["DeleteObjectVersion", "DeleteObject", "BypassGovernanceRetention"])
def test_nobody_deletes_or_bypasses(action: str) -> None:
    """Neither administrator nor deployment nor the holder of legal holds."""
    for who in (ADMINISTRATOR, DEPLOY, HOLD):
        assert not _may(f"s3:{action}", who=who)


def test_an_unlocked_bucket_can_be_emptied() -> None:
    """Dev evidence is thrown away with dev."""
    assert _may("s3:DeleteObjectVersion", lock=None)
    assert _may("s3:PutBucketVersioning", BUCKET, lock=None)


def test_nobody_suspends_versioning() -> None:
    """Not even the deployment, which has no reason to once the bucket exists."""
    assert not _may("s3:PutBucketVersioning", BUCKET, who=DEPLOY)


def test_only_the_deployment_changes_the_default_lock() -> None:
    """Lengthening is an ordinary update, reviewed like any other; by hand it is refused."""
    for action in (
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
    ):
        assert _may(action, BUCKET, who=DEPLOY)
        assert not _may(action, BUCKET, who=ADMINISTRATOR)


@pytest.mark.parametrize("action", ["s3:PutObject", "s3:PutObjectRetention"])
def test_a_writer_may_ask_for_more_but_never_for_less(action: str) -> None:
    """A date in the request would replace the default: shorter is refused, longer accepted, none is the default."""
    days = "object-lock-remaining-retention-days"
    assert not _may(action, context=_header(days, "364"))
    assert _may(action, context=_header(days, "3650"))
    assert _may(action)


def test_a_writer_keeps_to_the_mode() -> None:
    """GOVERNANCE in a COMPLIANCE bucket would be a way out."""
    compliance = ObjectLock(mode="COMPLIANCE", days=1095)
    assert not _may("s3:PutObject", lock=compliance, context=_header("object-lock-mode", "GOVERNANCE"))
    assert _may("s3:PutObject", lock=compliance, context=_header("object-lock-mode", "COMPLIANCE"))


def test_only_the_legal_hold_role_holds_and_lifts() -> None:
    """Retention and holds are in different hands."""
    assert _may("s3:PutObjectLegalHold", who=HOLD)
    assert not _may("s3:PutObjectLegalHold", who=ADMINISTRATOR)
    assert not _may("s3:PutObjectLegalHold", who=DEPLOY)


def test_no_object_is_encrypted_with_anything_but_the_evidence_key() -> None:
    """The default suffices; a header that asks for another key, another algorithm or the caller's own is refused."""
    encryption = "x-amz-server-side-encryption"
    assert _may("s3:PutObject", context=_header(encryption, "aws:kms") | _header(f"{encryption}-aws-kms-key-id", KEY))
    assert not _may("s3:PutObject", context=_header(encryption, "AES256"))
    assert not _may("s3:PutObject", context=_header(f"{encryption}-aws-kms-key-id", f"{KEY}-2"))
    assert not _may("s3:PutObject", context=_header(f"{encryption}-customer-algorithm", "AES256"))


def test_nothing_travels_in_clear_or_under_an_old_tls() -> None:
    """Reading counts as well as writing, in unlocked tiers too."""
    for lock in (LOCK, None):
        assert _may("s3:GetObject", lock=lock)
        assert not _may("s3:GetObject", lock=lock, context={"aws:SecureTransport": "false"})
        assert not _may("s3:GetObject", lock=lock, context=_header("TlsVersion", "1.1"))


@pytest.mark.parametrize("action", ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:GetBucketPolicy"])
def test_the_policy_never_locks_its_owner_out(action: str) -> None:
    """An administrator can always correct the policy itself; that the lock outlives it is S3's guarantee."""
    assert _may(action, BUCKET)


def test_a_lock_without_its_roles_is_refused() -> None:
    """Without them the policy would deny its own deployment."""
    with pytest.raises(ValueError, match="needs its configurators and its legal hold role"):
        evidence_statements(
            EvidencePolicyArgs(bucket_arn=BUCKET, key_arn=KEY, lock=LOCK, configurators=[], legal_hold_role_arn=HOLD)
        )
