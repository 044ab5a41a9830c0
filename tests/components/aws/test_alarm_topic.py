"""Alarms and budgets of this account reach the topic, and nobody else does."""

import json

import pytest

from components.aws.alarm_topic import AlarmTopic, AlarmTopicArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, REGION, Recording, record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/notifications"


def _record(*email_addresses: str) -> Recording:
    def program() -> object:
        topic = AlarmTopic(
            "alarms",
            AlarmTopicArgs(
                environment="dev",
                region=REGION,
                account_id=ACCOUNT_ID,
                key_arn=KEY,
                email_addresses=email_addresses,
            ),
        )
        return topic.arn

    return record(program)


@pytest.mark.parametrize(
    ("service", "source"),
    [
        ("cloudwatch", f"arn:aws:cloudwatch:{REGION}:{ACCOUNT_ID}:alarm:portarium-dev-database-cpu"),
        ("budgets", f"arn:aws:budgets::{ACCOUNT_ID}:budget/portarium-dev-monthly"),
        ("events.rds", f"arn:aws:rds:{REGION}:{ACCOUNT_ID}:db:portarium-review-7-database"),
    ],
)
def test_services_publish_for_this_account_only(service: str, source: str) -> None:
    """A service publishes for anybody who asks it to: the source tells for whom."""
    recording = _record()
    policy = json.loads(recording.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"])
    principal = {"Service": f"{service}.amazonaws.com"}
    ours = {"aws:SourceAccount": ACCOUNT_ID, "aws:SourceArn": source}
    topic = recording.result
    assert admits(policy, "sns:Publish", ours, principal=principal, resource=topic)
    theirs = {**ours, "aws:SourceAccount": "210987654321"}
    assert not admits(policy, "sns:Publish", theirs, principal=principal, resource=topic)
    assert not admits(policy, "sns:Subscribe", ours, principal=principal, resource=topic)


def test_messages_are_encrypted() -> None:
    """With the key that was given, which admits the publishers."""
    assert _record().one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == KEY


def test_an_address_keeps_its_subscription_when_another_goes() -> None:
    """Subscriptions are named after the address, not after its place in the list."""
    token = "aws:sns/topicSubscription:TopicSubscription"
    both = {r.name: r.inputs["endpoint"] for r in _record("a@example.com", "b@example.com").all(token)}
    one = {r.name: r.inputs["endpoint"] for r in _record("b@example.com").all(token)}
    assert len(both) == 2
    assert one.items() <= both.items()
