"""The alarm on crashes counts what the audit log says of them, and outlasts a failover."""

from components.aws.crash_alarm import CrashAlarm, CrashAlarmArgs
from tests.recording import Recording, record

TOPIC = "arn:aws:sns:eu-central-1:123456789012:portarium-prod-alarms"
GROUP = "/aws/eks/portarium-prod/cluster"
_FAILOVER_SECONDS = 240
_LONGEST_PAUSE_SECONDS = 300


def _record() -> Recording:
    def program() -> object:
        return CrashAlarm("crashes", CrashAlarmArgs(environment="prod", log_group_name=GROUP, topic_arn=TOPIC)).arn

    return record(program)


def test_the_alarm_is_on_what_the_filter_counts() -> None:
    """The audit log of the cluster says which containers wait for their next start."""
    recording = _record()
    counted = recording.one("aws:cloudwatch/logMetricFilter:LogMetricFilter").inputs
    alarm = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs
    made = counted["metricTransformation"]

    assert (made["namespace"], made["name"]) == (alarm["namespace"], alarm["metricName"])
    assert counted["logGroupName"] == GROUP
    assert 'containerStatuses[0].state.waiting.reason = "CrashLoopBackOff"' in counted["pattern"]
    assert alarm["alarmActions"] == alarm["okActions"] == [TOPIC]


def test_a_failover_is_over_before_it_and_a_crash_is_not() -> None:
    """What a failover takes touches fewer periods than the alarm wants, and a longer pause than one there is not."""
    alarm = _record().one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs
    touched = _FAILOVER_SECONDS // alarm["period"] + 2

    assert touched < alarm["evaluationPeriods"]
    assert alarm["period"] >= _LONGEST_PAUSE_SECONDS
    assert alarm.get("datapointsToAlarm") in (None, alarm["evaluationPeriods"])
    assert alarm["treatMissingData"] == "notBreaching", "nothing is counted while nothing crashes"
