"""SNS: topics, who may use them and who is told."""

from collections.abc import Callable

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier, take
from portarium_sandbox.providers.aws.tagging import Tagging

_TAGS = Tagging({"ResourceArn": identifier})

_TOPIC_ATTRIBUTES = {
    "policy": "Policy",
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "deliveryPolicy": "DeliveryPolicy",
    "contentBasedDeduplication": "ContentBasedDeduplication",
}
_SUBSCRIPTION_ATTRIBUTES = {
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "deliveryPolicy": "DeliveryPolicy",
}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _set_topic(subject: Subject) -> None:
    for name, attribute in _TOPIC_ATTRIBUTES.items():
        value, before = subject.get(name), subject.old_inputs.get(name)
        # A policy cannot be taken away, only replaced: the topic keeps the last one.
        if value != before and not (value is None and name == "policy"):
            subject.client().set_topic_attributes(
                TopicArn=subject.identifier,
                AttributeName=attribute,
                AttributeValue="" if value is None else _text(value),
            )


def _set_subscription(subject: Subject) -> None:
    for name, attribute in _SUBSCRIPTION_ATTRIBUTES.items():
        value = subject.get(name)
        if value != subject.old_inputs.get(name):
            subject.client().set_subscription_attributes(
                SubscriptionArn=subject.identifier,
                AttributeName=attribute,
                AttributeValue="" if value is None else _text(value),
            )


def _topic_attributes(subject: Subject) -> dict[str, str] | None:
    return {"FifoTopic": "true"} if subject.get("fifoTopic") else None


def _own_policy(subject: Subject) -> str:
    """The policy that SNS gives a topic: its account may do everything."""
    return (
        '{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",'
        '"Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",'
        '"SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic",'
        f'"SNS:Publish"],"Resource":"{subject.identifier}",'
        f'"Condition":{{"StringEquals":{{"AWS:SourceOwner":"{subject.aws.account}"}}}}}}]}}'
    )


def _boolean(name: str) -> Callable[[dict[str, str]], bool]:
    return lambda attributes: attributes.get(name) == "true"


_PUT_POLICY = Call(
    "set_topic_attributes",
    {"TopicArn": "arn", "AttributeName": lambda _: "Policy", "AttributeValue": "policy"},
)

ROWS = (
    ResourceType(
        type="aws:sns/topic:Topic",
        service="sns",
        create=Call("create_topic", take("name", Attributes=_topic_attributes, Tags=_TAGS.at_creation)),
        identity="TopicArn",
        read=(
            Fetch(
                Call("get_topic_attributes", {"TopicArn": identifier}, "Attributes"),
                "policy displayName kmsMasterKeyId deliveryPolicy owner",
                {
                    "arn": "TopicArn",
                    "name": lambda attributes: attributes["TopicArn"].rpartition(":")[2],
                    "fifoTopic": _boolean("FifoTopic"),
                    "contentBasedDeduplication": _boolean("ContentBasedDeduplication"),
                },
            ),
        ),
        changes=(Change(" ".join(_TOPIC_ATTRIBUTES), _set_topic),),
        delete=Call("delete_topic", {"TopicArn": identifier}),
        replace="name namePrefix fifoTopic",
        defaults={"contentBasedDeduplication": False, "fifoTopic": False},
        name=Name(maximum=256),
        tagging=_TAGS,
        find=lambda subject: subject.arn("sns", subject.get("name")),
    ),
    ResourceType(
        type="aws:sns/topicPolicy:TopicPolicy",
        service="sns",
        create=_PUT_POLICY,
        identity=lambda subject, _answer: subject.get("arn"),
        read=(
            Fetch(
                Call("get_topic_attributes", {"TopicArn": identifier}, "Attributes"),
                "policy owner",
                {"arn": "TopicArn"},
            ),
        ),
        changes=(Change("policy", _PUT_POLICY, False),),
        delete=Call(
            "set_topic_attributes",
            {"TopicArn": identifier, "AttributeName": lambda _: "Policy", "AttributeValue": _own_policy},
        ),
        replace="arn",
    ),
    ResourceType(
        type="aws:sns/topicSubscription:TopicSubscription",
        service="sns",
        create=Call(
            "subscribe",
            take("protocol endpoint", TopicArn="topic", ReturnSubscriptionArn=lambda _: True),
        ),
        identity="SubscriptionArn",
        read=(
            Fetch(
                Call("get_subscription_attributes", {"SubscriptionArn": identifier}, "Attributes"),
                "protocol endpoint filterPolicy filterPolicyScope redrivePolicy",
                {
                    "arn": "SubscriptionArn",
                    "topic": "TopicArn",
                    "ownerId": "Owner",
                    "rawMessageDelivery": _boolean("RawMessageDelivery"),
                    "pendingConfirmation": _boolean("PendingConfirmation"),
                    "confirmationWasAuthenticated": _boolean("ConfirmationWasAuthenticated"),
                },
            ),
        ),
        changes=(Change(" ".join(_SUBSCRIPTION_ATTRIBUTES), _set_subscription),),
        delete=Call("unsubscribe", {"SubscriptionArn": identifier}),
        replace="topic protocol endpoint",
        local="confirmationTimeoutInMinutes endpointAutoConfirms",
        defaults={"confirmationTimeoutInMinutes": 1, "endpointAutoConfirms": False, "rawMessageDelivery": False},
    ),
)
