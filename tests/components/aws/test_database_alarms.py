"""The database's alarms watch the right instance, ring before it is too late, and say so."""

from components.aws.database_alarms import DatabaseAlarms, DatabaseAlarmsArgs
from domain.database_capacity import connections
from tests.recording import Registered, record

TOPIC = "arn:aws:sns:eu-central-1:123456789012:portarium-prod-alarms"
INSTANCE_CLASS = "db.t4g.large"
_GIB = 1024**3


def _alarms() -> dict[str, Registered]:
    def program() -> object:
        alarms = DatabaseAlarms(
            "alarms",
            DatabaseAlarmsArgs(
                environment="prod",
                instance_identifier="portarium-prod-database",
                instance_class=INSTANCE_CLASS,
                allocated_storage_gib=100,
                topic_arn=TOPIC,
            ),
        )
        return alarms.arns

    recording = record(program)
    alarms = recording.all("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert len(recording.result) == len(alarms)
    return {alarm.inputs["metricName"]: alarm for alarm in alarms}


def test_storage_cpu_connections_and_replication_are_watched() -> None:
    """All on the one instance, under names of their own."""
    alarms = _alarms()
    assert alarms.keys() == {"FreeStorageSpace", "CPUUtilization", "DatabaseConnections", "OldestReplicationSlotLag"}
    assert len({alarm.inputs["name"] for alarm in alarms.values()}) == len(alarms)
    for alarm in alarms.values():
        assert alarm.inputs["dimensions"] == {"DBInstanceIdentifier": "portarium-prod-database"}


def test_alarm_and_recovery_are_told() -> None:
    """Without the recovery somebody gets up for nothing."""
    for alarm in _alarms().values():
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [TOPIC]


def test_free_storage_rings_below_and_the_others_above() -> None:
    """After RDS should have grown the storage, which is at a tenth; before PostgreSQL refuses a connection."""
    alarms = _alarms()
    storage = alarms.pop("FreeStorageSpace").inputs
    assert storage["comparisonOperator"].startswith("LessThan")
    assert 0 < storage["threshold"] < 10 * _GIB
    assert all(alarm.inputs["comparisonOperator"].startswith("GreaterThan") for alarm in alarms.values())
    assert alarms["DatabaseConnections"].inputs["threshold"] < connections(INSTANCE_CLASS)


def test_silence_is_an_alarm_except_where_it_is_normal() -> None:
    """An instance that reports nothing is down; one without consumers of its log has no lag to report."""
    missing = {metric: alarm.inputs["treatMissingData"] for metric, alarm in _alarms().items()}
    assert missing.pop("OldestReplicationSlotLag") == "notBreaching"
    assert set(missing.values()) == {"breaching"}
