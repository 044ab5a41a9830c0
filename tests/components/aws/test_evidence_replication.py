"""Every version of the evidence is copied with its lock, by a role that can't read the copy."""

import json
from typing import Any

import pytest

from components.aws.evidence_replication import EvidenceReplication, EvidenceReplicationArgs
from portarium_sandbox.iam.decision import allows
from tests.recording import ACCOUNT_ID, REGION, Recording, record

COPIES = "210987654321"
COPY = f"portarium-prod-evidence-copy-{COPIES}"
EVIDENCE = "arn:aws:s3:::portarium-prod-evidence-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/evidence"
_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


def _record() -> Recording:
    def program() -> object:
        return EvidenceReplication(
            "replication",
            EvidenceReplicationArgs(
                environment="prod",
                region=REGION,
                bucket="portarium-prod-evidence-1",
                bucket_arn=EVIDENCE,
                key_arn=KEY,
                copies_account_id=COPIES,
                topic_arn="arn:topic",
                permissions_boundary="arn:boundary",
                protect=True,
            ),
        ).copy_bucket

    return record(program)


def _rule() -> dict[str, Any]:
    [rule] = _record().one(_REPLICATION).inputs["rules"]
    return rule


def test_all_of_it_goes_to_the_bucket_of_the_other_account() -> None:
    """Also what our key encrypts, which S3 leaves out unless it is told."""
    rule = _rule()
    assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    assert (rule["destination"]["bucket"], rule["destination"]["account"]) == (f"arn:aws:s3:::{COPY}", COPIES)
    assert _record().result == COPY


def test_the_copy_is_the_other_accounts_own() -> None:
    """Its owner and its key; an alias of our account would be resolved to a key of ours."""
    destination = _rule()["destination"]
    assert destination["accessControlTranslation"] == {"owner": "Destination"}
    assert destination["encryptionConfiguration"]["replicaKmsKeyId"] == (
        f"arn:aws:kms:{REGION}:{COPIES}:alias/portarium-prod-evidence-copy"
    )


def test_what_hides_a_version_is_not_copied() -> None:
    """Whoever deletes without a version hides it here, and there nothing."""
    assert _rule()["deleteMarkerReplication"] == {"status": "Disabled"}


def test_the_role_can_copy_before_the_first_version() -> None:
    """What comes earlier is never copied."""
    recording = _record()
    assert recording.one("aws:iam/rolePolicy:RolePolicy").urn in recording.one(_REPLICATION).depends_on
    role = recording.one("aws:iam/role:Role").inputs
    assert role["permissionsBoundary"] == "arn:boundary"
    assert role["name"] == "portarium-prod-evidence-copy"


@pytest.mark.parametrize(
    ("action", "resource", "context", "allowed"),
    [
        ("s3:GetObjectVersionForReplication", f"{EVIDENCE}/1", {}, True),
        ("s3:GetObjectRetention", f"{EVIDENCE}/1", {}, True),
        ("s3:GetObjectLegalHold", f"{EVIDENCE}/1", {}, True),
        ("s3:ReplicateObject", f"arn:aws:s3:::{COPY}/1", {"aws:ResourceAccount": COPIES}, True),
        ("s3:ReplicateObject", f"arn:aws:s3:::{COPY}/1", {"aws:ResourceAccount": "999999999999"}, False),
        ("s3:ReplicateDelete", f"arn:aws:s3:::{COPY}/1", {"aws:ResourceAccount": COPIES}, False),
        ("s3:GetObject", f"arn:aws:s3:::{COPY}/1", {"aws:ResourceAccount": COPIES}, False),
        ("s3:GetObject", f"{EVIDENCE}/1", {}, False),
        ("s3:DeleteObjectVersion", f"{EVIDENCE}/1", {}, False),
    ],
)
def test_the_role_copies_and_does_nothing_else(
    action: str, resource: str, context: dict[str, str], allowed: bool
) -> None:
    """A bucket of the same name in a third account gets nothing either."""
    policy = json.loads(_record().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert allows([policy], action, resource, context=context) is allowed


def test_the_role_opens_the_evidence_and_closes_the_copy() -> None:
    """Through S3 alone, and the copy's key by its alias."""
    policy = json.loads(_record().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    through = {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}
    theirs = f"arn:aws:kms:{REGION}:{COPIES}:key/k"
    alias = {"kms:ResourceAliases": ["alias/portarium-prod-evidence-copy"]}
    assert allows([policy], "kms:Decrypt", KEY, context=through)
    assert not allows([policy], "kms:Decrypt", KEY)
    assert allows([policy], "kms:Encrypt", theirs, context={**through, **alias})
    assert not allows([policy], "kms:Encrypt", theirs, context=through)
    assert not allows([policy], "kms:Decrypt", theirs, context={**through, **alias})


def test_a_copy_that_fails_or_stands_still_is_told() -> None:
    """S3 measures a rule only where it is asked to."""
    alarms = _record().all("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert {alarm.inputs["metricName"] for alarm in alarms} == {"OperationsFailedReplication", "ReplicationLatency"}
    rule = _rule()
    assert rule["destination"]["metrics"]["status"] == "Enabled"
    for alarm in alarms:
        assert alarm.inputs["dimensions"]["RuleId"] == rule["id"]
        assert alarm.inputs["dimensions"]["DestinationBucket"] == COPY
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == ["arn:topic"]
