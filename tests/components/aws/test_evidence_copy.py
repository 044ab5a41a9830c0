"""The copy of the evidence takes replicas, and yields nothing: neither to its own account nor to the environment's."""

import json
from typing import Any

import pytest

from components.aws.evidence_copy import EvidenceCopy, EvidenceCopyArgs
from components.aws.evidence_policy import ObjectLock
from components.aws.evidence_replication import EvidenceReplication, EvidenceReplicationArgs
from components.naming import ENVIRONMENT_TAG
from portarium_sandbox.iam.decision import admits, allows, denies
from tests.recording import ACCOUNT_ID, REGION, Recording, record

COPIES = "210987654321"
BUCKET = f"portarium-prod-evidence-copy-{COPIES}"
COPIER = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-prod-evidence-copy"
ENVIRONMENT = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
DEPLOY = f"arn:aws:iam::{COPIES}:role/deploy"
EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _record(*, protect: bool = True) -> Recording:
    def program() -> object:
        copy = EvidenceCopy(
            "copy",
            EvidenceCopyArgs(
                environment="prod",
                environment_account_id=ACCOUNT_ID,
                account_id=COPIES,
                region=REGION,
                lock=ObjectLock(mode="COMPLIANCE", days=1095),
                configurators=[DEPLOY],
                protect=protect,
            ),
        )
        return {"bucket": copy.bucket, "arn": copy.arn, "key_arn": copy.key_arn}

    return record(program)


def _policy(kind: str) -> dict[str, Any]:
    return json.loads(_record().one(kind).inputs["policy"])


def test_it_is_locked_as_the_evidence_is() -> None:
    """From its creation, and by default: a replica without a lock of its own gets this one."""
    recording = _record()
    assert recording.result["bucket"] == BUCKET
    assert recording.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True
    lock = recording.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert lock.inputs["rule"]["defaultRetention"] == {"mode": "COMPLIANCE", "days": 1095}
    versions = recording.one("aws:s3/bucketVersioning:BucketVersioning")
    assert versions.inputs["versioningConfiguration"]["status"] == "Enabled"
    assert versions.urn in lock.depends_on


def test_the_policy_comes_last() -> None:
    """It denies what sets the bucket up."""
    recording = _record()
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy")
    others = {one.urn for one in recording.resources if one.type.startswith("aws:s3/")} - {policy.urn}
    bucket = recording.one("aws:s3/bucket:Bucket").urn
    assert others - {bucket} <= set(policy.depends_on)


@pytest.mark.parametrize("action", ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"])
def test_the_environments_replication_adds_replicas(action: str) -> None:
    """Its role and no other of its account, not even an administrator's."""
    policy = _policy("aws:s3/bucketPolicy:BucketPolicy")
    replica = f"{_record().result['arn']}/workspace/1.json"
    for who, admitted in ((COPIER, True), (f"arn:aws:iam::{ACCOUNT_ID}:role/administrator", False)):
        context = {"aws:PrincipalArn": who}
        assert admits(policy, action, context, principal=ENVIRONMENT, resource=replica) is admitted


def test_the_environment_neither_reads_nor_deletes_it() -> None:
    """Whoever holds the environment's account holds no copy."""
    policy, context = _policy("aws:s3/bucketPolicy:BucketPolicy"), {"aws:PrincipalArn": COPIER}
    replica = f"{_record().result['arn']}/workspace/1.json"
    for action in ("s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ReplicateDelete", "s3:PutObject"):
        assert not admits(policy, action, context, principal=ENVIRONMENT, resource=replica), action


@pytest.mark.parametrize(
    "action", ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]
)
def test_nobody_of_its_own_account_writes_or_deletes(action: str) -> None:
    """IAM may allow everything."""
    policy = _policy("aws:s3/bucketPolicy:BucketPolicy")
    context = {"aws:PrincipalArn": DEPLOY, "aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}
    assert not allows([EVERYTHING, policy], action, f"{_record().result['arn']}/1.json", context=context)


@pytest.mark.parametrize("context", [{"aws:SecureTransport": "false"}, {"s3:TlsVersion": "1.1"}])
def test_nothing_travels_in_clear(context: dict[str, str]) -> None:
    """By an outdated TLS neither."""
    policy = _policy("aws:s3/bucketPolicy:BucketPolicy")
    assert denies([policy], "s3:GetObject", f"{_record().result['arn']}/1.json", context)


def test_the_environment_encrypts_with_its_key_and_decrypts_nothing() -> None:
    """Its replication writes through S3, and what is written it can't read again."""
    policy = _policy("aws:kms/key:Key")
    context = {"aws:PrincipalArn": COPIER, "kms:ViaService": f"s3.{REGION}.amazonaws.com"}
    anybody = {"AWS": "*"}
    for action in ("kms:Encrypt", "kms:GenerateDataKey"):
        assert admits(policy, action, context, principal=anybody)
        assert not admits(policy, action, {**context, "aws:PrincipalArn": f"{COPIER}-2"}, principal=anybody)
        assert not admits(policy, action, {"aws:PrincipalArn": COPIER}, principal=anybody)
    assert not admits(policy, "kms:Decrypt", context, principal=anybody)
    assert not admits(policy, "kms:CreateGrant", context, principal=anybody)


def test_both_accounts_mean_the_same_copy() -> None:
    """What the environment's replication is allowed and asks for is what this side has and lets in."""

    def program() -> object:
        return EvidenceReplication(
            "replication",
            EvidenceReplicationArgs(
                environment="prod",
                region=REGION,
                bucket="portarium-prod-evidence-1",
                bucket_arn="arn:aws:s3:::portarium-prod-evidence-1",
                key_arn="arn:key",
                copies_account_id=COPIES,
                topic_arn="arn:topic",
                protect=True,
            ),
        ).copy_bucket

    source, copy = record(program), _record()
    [rule] = source.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs["rules"]
    assert rule["destination"]["bucket"] == f"arn:aws:s3:::{BUCKET}"
    assert source.result == copy.result["bucket"]
    alias = rule["destination"]["encryptionConfiguration"]["replicaKmsKeyId"].rpartition(":")[2]
    assert alias == copy.one("aws:kms/alias:Alias").inputs["name"]
    assert source.one("aws:iam/role:Role").inputs["name"] == COPIER.rpartition("/")[2]


def test_the_key_says_whose_copy_it_encrypts() -> None:
    """The boundary of the environment's roles lets them use what carries their environment's tag."""
    recording = _record()
    assert recording.one("aws:kms/key:Key").inputs["tags"] == {ENVIRONMENT_TAG: "prod"}
    assert recording.one("aws:kms/alias:Alias").inputs["name"] == "alias/portarium-prod-evidence-copy"


@pytest.mark.parametrize("protect", [True, False])
def test_it_outlives_its_stack_where_it_is_worth_it(protect: bool) -> None:
    """Bucket, settings and key alike."""
    recording = _record(protect=protect)
    kept = [one for one in recording.resources if one.type.startswith("aws:s3/")]
    assert {(one.protect, one.retain_on_delete) for one in kept} == {(protect, protect)}
    assert recording.one("aws:kms/key:Key").protect is protect
