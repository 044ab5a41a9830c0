"""SQS: queues. A queue's id is its URL."""

from typing import Any

from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, Name, ResourceType, identifier
from portarium_sandbox.providers.aws.tagging import Tagging

_TAGS = Tagging({"QueueUrl": identifier}, add="tag_queue", remove="untag_queue", read="list_queue_tags", as_map=True)

_NUMBERS = {
    "delaySeconds": "DelaySeconds",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_FLAGS = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "fifoQueue": "FifoQueue",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
}
_TEXTS = {
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
}
_ATTRIBUTES = {**_NUMBERS, **_FLAGS, **_TEXTS}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(subject: Subject) -> dict[str, str]:
    wanted = {name: subject.get(name) for name in _ATTRIBUTES}
    if not wanted["fifoQueue"]:
        # SQS takes these only for first-in-first-out queues.
        wanted["fifoQueue"] = wanted["contentBasedDeduplication"] = None
    return {_ATTRIBUTES[name]: _text(value) for name, value in wanted.items() if value is not None}


def _set_attributes(subject: Subject) -> None:
    attributes = _attributes(subject)
    attributes.pop("FifoQueue", None)
    for name, attribute in _TEXTS.items():
        if subject.get(name) is None and subject.old_inputs.get(name) is not None:
            attributes[attribute] = ""
    subject.client().set_queue_attributes(QueueUrl=subject.identifier, Attributes=attributes)


def _read(subject: Subject) -> dict[str, Any]:
    answer = subject.client().get_queue_attributes(QueueUrl=subject.identifier, AttributeNames=["All"])
    told = answer["Attributes"]
    return {
        "arn": told["QueueArn"],
        "url": subject.identifier,
        "name": told["QueueArn"].rpartition(":")[2],
        **{name: int(told[api]) for name, api in _NUMBERS.items() if api in told},
        **{name: told.get(api) == "true" for name, api in _FLAGS.items()},
        **{name: told.get(api) or None for name, api in _TEXTS.items()},
    }


def _find(subject: Subject) -> str:
    return subject.client().get_queue_url(QueueName=subject.get("name"))["QueueUrl"]


ROWS = (
    ResourceType(
        type="aws:sqs/queue:Queue",
        service="sqs",
        camel_case=True,
        create=Call("create_queue", {"QueueName": "name", "Attributes": _attributes, "tags": _TAGS.at_creation}),
        identity="QueueUrl",
        read=(Fetch(_read, f"arn url name {' '.join(_ATTRIBUTES)}"),),
        changes=(Change(" ".join(name for name in _ATTRIBUTES if name != "fifoQueue"), _set_attributes, False),),
        delete=Call("delete_queue", {"QueueUrl": identifier}),
        replace="name namePrefix fifoQueue",
        defaults={
            "contentBasedDeduplication": False,
            "delaySeconds": 0,
            "fifoQueue": False,
            "messageRetentionSeconds": 345600,
            "receiveWaitTimeSeconds": 0,
            "visibilityTimeoutSeconds": 30,
        },
        name=Name(maximum=80),
        tagging=_TAGS,
        find=_find,
    ),
)
