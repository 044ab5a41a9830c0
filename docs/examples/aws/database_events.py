"""What RDS has to say of a database and of its parameters, to the topic of alarms."""

from components.aws.database_events import DatabaseEvents, DatabaseEventsArgs

DatabaseEvents(
    "database-events",
    DatabaseEventsArgs(
        environment="dev",
        instance_identifier="portarium-dev",
        parameter_group="portarium-dev-postgres16",
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-dev-alarms",
    ),
)
