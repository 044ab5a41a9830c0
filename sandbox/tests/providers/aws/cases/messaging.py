"""SNS and SQS."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, permission


def _topic(world: World) -> str:
    return world.make("aws:sns/topic:Topic").identifier


def _rename(world: World, made: Made) -> Properties:
    world.api("sns").set_topic_attributes(
        TopicArn=made.identifier, AttributeName="DisplayName", AttributeValue="changed"
    )
    return {"displayName": "changed"}


def _policy_drift(world: World, made: Made) -> Properties:
    policy = permission("sns:*", made.identifier)
    world.api("sns").set_topic_attributes(TopicArn=made.identifier, AttributeName="Policy", AttributeValue=policy)
    return {"policy": policy}


def _policy(world: World) -> Properties:
    topic = _topic(world)
    return {"arn": topic, "policy": permission("sns:Publish", topic)}


def _raw(world: World, made: Made) -> Properties:
    world.api("sns").set_subscription_attributes(
        SubscriptionArn=made.identifier, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    return {"rawMessageDelivery": True}


def _subscription(world: World) -> Properties:
    queue = world.make("aws:sqs/queue:Queue")
    return {"topic": _topic(world), "protocol": "sqs", "endpoint": queue["arn"]}


def _delay(world: World, made: Made) -> Properties:
    world.api("sqs").set_queue_attributes(QueueUrl=made.identifier, Attributes={"DelaySeconds": "5"})
    return {"delaySeconds": 5}


CASES = [
    Case(
        token="aws:sns/topic:Topic",
        inputs=lambda _: {"displayName": "alarms", "kmsMasterKeyId": "alias/alarms", "tags": {"team": "platform"}},
        change={"displayName": "pages", "tags": {}},
        replacement={"name": "another"},
        drift=_rename,
        wrong_type={"displayName": 1},
    ),
    Case(
        token="aws:sns/topicPolicy:TopicPolicy",
        inputs=_policy,
        change={"policy": permission("sns:Subscribe")},
        replacement={"arn": "arn:aws:sns:eu-central-1:123456789012:another"},
        drift=_policy_drift,
        wrong_type={"policy": True},
        forgets=True,
    ),
    Case(
        token="aws:sns/topicSubscription:TopicSubscription",
        inputs=_subscription,
        change={"rawMessageDelivery": True},
        replacement={"protocol": "email"},
        drift=_raw,
        wrong_type={"rawMessageDelivery": "true"},
    ),
    Case(
        token="aws:sqs/queue:Queue",
        inputs=lambda _: {"visibilityTimeoutSeconds": 60, "tags": {"team": "platform"}},
        change={"visibilityTimeoutSeconds": 90, "messageRetentionSeconds": 86400, "tags": {"team": "data"}},
        replacement={"name": "another"},
        drift=_delay,
        wrong_type={"delaySeconds": "5"},
    ),
]
