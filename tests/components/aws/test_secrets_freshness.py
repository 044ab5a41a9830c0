"""The alarms on secrets: each takes one number out of the reports, and takes silence for the worst."""

from components.aws.secrets_freshness import SecretsFreshness, SecretsFreshnessArgs
from tests.recording import Recording, record

_ALARM, _FILTER = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/logMetricFilter:LogMetricFilter"


def _record() -> Recording:
    args = SecretsFreshnessArgs(environment="dev", logs_key_arn="key", retention_days=90, topic_arn="topic")
    return record(lambda: SecretsFreshness("freshness", args).arns)


def test_each_alarm_reads_what_its_filter_writes() -> None:
    """A metric of another name or place would be silence for ever."""
    recording = _record()
    written = {
        (each.inputs["metricTransformation"]["namespace"], each.inputs["metricTransformation"]["name"])
        for each in recording.all(_FILTER)
    }
    read = {(each.inputs["namespace"], each.inputs["metricName"]) for each in recording.all(_ALARM)}
    assert len(read) == 2
    assert read == written
    for each in recording.all(_FILTER):
        wanted = each.inputs["metricTransformation"]
        assert each.inputs["pattern"] == f"{{ $.{wanted['name']} = * }}"
        assert wanted["value"] == f"$.{wanted['name']}"


def test_silence_raises_both_and_one_lost_report_neither() -> None:
    """A node that goes takes a report with it; two in a row are something else."""
    for alarm in _record().all(_ALARM):
        assert alarm.inputs["treatMissingData"] == "breaching"
        assert alarm.inputs["evaluationPeriods"] == 2
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == ["topic"]


def test_a_sync_is_missed_before_the_second_is_left_out() -> None:
    """Each comes within the hour, so that an hour and a half is one too few."""
    thresholds = {each.inputs["metricName"]: each.inputs["threshold"] for each in _record().all(_ALARM)}
    assert thresholds == {"oldestPercent": 110, "sinceSyncSeconds": 5400}
