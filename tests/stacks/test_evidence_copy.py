"""Evidence is copied where there is an account for it, and once its bucket is defended."""

import pytest

from tests.stacks.recorded import COPIES, ENVIRONMENTS, delegated, recorded

_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_locked_evidence_is_copied_to_the_account_that_is_named(stack: str) -> None:
    """Dev's is thrown away with dev, and without an account there is nothing to copy to."""
    assert recorded(stack).recording.all(_REPLICATION) == []
    copied = delegated(stack).recording.all(_REPLICATION)
    if stack == "dev":
        assert copied == []
        return
    [replication] = copied
    [rule] = replication.inputs["rules"]
    assert rule["destination"]["account"] == COPIES


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_the_bucket_of_the_evidence_is_what_is_copied(stack: str) -> None:
    """Its replication knows the bucket by what the policy hands out, so it comes after all that defends it."""
    recording = delegated(stack).recording
    replication = recording.one(_REPLICATION)
    assert replication.inputs["bucket"] == recording.one("aws:s3/bucket:Bucket", "evidence-bucket").inputs["bucket"]
    assert replication.protect is delegated(stack).settings.environment.protect


def test_the_alarms_are_told_where_all_alarms_are() -> None:
    """The topic is that of the foundation."""
    recording = delegated("prod").recording
    topics = {
        alarm.inputs["alarmActions"][0]
        for alarm in recording.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        if alarm.inputs["namespace"] in ("AWS/S3", "AWS/RDS")
    }
    assert len(topics) == 1
