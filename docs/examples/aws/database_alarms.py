"""Alarms of a database by what its class and its storage can bear."""

from components.aws.database_alarms import DatabaseAlarms, DatabaseAlarmsArgs

DatabaseAlarms(
    "database-alarms",
    DatabaseAlarmsArgs(
        environment="dev",
        instance_identifier="portarium-dev",
        instance_class="db.t4g.medium",
        allocated_storage_gib=50,
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-dev-alarms",
    ),
)
