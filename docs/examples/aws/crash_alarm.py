"""An alarm when the database's log says that its server came back after a crash."""

from components.aws.crash_alarm import CrashAlarm, CrashAlarmArgs

CrashAlarm(
    "crash",
    CrashAlarmArgs(
        environment="dev",
        log_group_name="/aws/rds/instance/portarium-dev/postgresql",
        topic_arn="arn:aws:sns:eu-central-1:123456789012:portarium-dev-alarms",
    ),
)
