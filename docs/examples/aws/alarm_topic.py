"""The topic of dev's alarms, and who gets them by mail."""

from components.aws.alarm_topic import AlarmTopic, AlarmTopicArgs

AlarmTopic(
    "alarms",
    AlarmTopicArgs(
        environment="dev",
        region="eu-central-1",
        account_id="123456789012",
        key_arn="arn:aws:kms:eu-central-1:123456789012:key/notifications",
        email_addresses=["on-call@portarium.example"],
    ),
)
