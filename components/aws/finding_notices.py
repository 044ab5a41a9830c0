"""Who is told what Security Hub and GuardDuty find in an account."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, sns

from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.aws.policy_document import Principals, Statement, only_through_tls, policy_document
from components.component import Component
from components.naming import account_name, account_owner

_TOPIC_NAME_LIMIT = 256
_RULE_NAME_LIMIT = 64
_EVENTS = "events.amazonaws.com"
# GuardDuty counts from 1 to 10, and from here on it says medium.
_MEDIUM = 4


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of event, and how it reads as a mail."""

    pattern: Mapping[str, Any]
    """What EventBridge has to see."""
    told: Mapping[str, str]
    """Where in the event each word of the text is."""
    text: str
    """The mail, with the words in angle brackets."""


# GuardDuty hands its findings to Security Hub as well, and one mail about each is enough.
NOTICES: Mapping[str, Notice] = {
    "security-hub": Notice(
        pattern={
            "source": ["aws.securityhub"],
            "detail-type": ["Security Hub Findings - Imported"],
            "detail": {
                "findings": {
                    "ProductName": [{"anything-but": ["GuardDuty"]}],
                    "RecordState": ["ACTIVE"],
                    "Severity": {"Label": ["HIGH", "CRITICAL"]},
                    "Workflow": {"Status": ["NEW"]},
                }
            },
        },
        told={
            "account": "$.account",
            "region": "$.region",
            "severity": "$.detail.findings[0].Severity.Label",
            "title": "$.detail.findings[0].Title",
            "resource": "$.detail.findings[0].Resources[0].Id",
            "id": "$.detail.findings[0].Id",
        },
        text="<severity> in account <account>, <region>: <title>. It is about <resource>. The finding: <id>",
    ),
    "guardduty": Notice(
        pattern={
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", _MEDIUM]}]},
        },
        told={
            "account": "$.account",
            "region": "$.region",
            "severity": "$.detail.severity",
            "title": "$.detail.title",
            "kind": "$.detail.type",
            "id": "$.detail.id",
        },
        text="<severity> of 10 by GuardDuty in account <account>, <region>: <title> (<kind>). The finding: <id>",
    ),
}
"""What is told, by the name of its rule."""


@dataclass(frozen=True, kw_only=True)
class FindingNoticesArgs:
    """Whose findings, and who is told."""

    account: str
    """The account's name, part of the names of what is made."""
    account_id: str
    """Its number."""
    region: str
    """The region that is watched."""
    email_addresses: Sequence[str]
    """Who gets each by mail, after confirming the subscription."""
    protect: bool
    """Whether Pulumi refuses to delete the key of the messages."""


class FindingNotices(Component):
    """An encrypted SNS topic to which EventBridge publishes the serious findings of an account, as they come."""

    topic_arn: pulumi.Output[str]
    """The topic's ARN; known only once every rule publishes to it."""

    def __init__(self, name: str, args: FindingNoticesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:FindingNotices", name, None, opts)
        self._name = name
        self._args = args
        self._topic_name = account_name(args.account, "findings", limit=_TOPIC_NAME_LIMIT)
        topic = self._topic(self._key())
        targets = [self._rule(purpose, notice, topic) for purpose, notice in NOTICES.items()]
        self.topic_arn = pulumi.Output.all(topic, *targets).apply(lambda told: str(told[0]))
        self.register()

    def _key(self) -> pulumi.Output[str]:
        args = self._args
        topic = f"arn:aws:sns:{args.region}:{args.account_id}:{self._topic_name}"
        return EncryptionKey(
            f"{self._name}-key",
            EncryptionKeyArgs(
                environment=account_owner(args.account),
                purpose="findings",
                description=f"Findings of the account ({args.account})",
                account_id=args.account_id,
                # EventBridge names no source to KMS (docs/adr/0124); SNS names the topic, and it is this one.
                services={_EVENTS: {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": topic}}},
                through=[f"sns.{args.region}.amazonaws.com"],
                protect=args.protect,
            ),
            opts=self.child(),
        ).arn

    def _topic(self, key_arn: pulumi.Input[str]) -> pulumi.Output[str]:
        """The topic, known once EventBridge may publish to it."""
        topic = sns.Topic(f"{self._name}-topic", name=self._topic_name, kms_master_key_id=key_arn, opts=self.child())
        policy = sns.TopicPolicy(
            f"{self._name}-policy",
            arn=topic.arn,
            policy=policy_document(publish_statements(topic.arn)),
            opts=self.child(),
        )
        for address in self._args.email_addresses:
            # Named by what it is for, so that taking one address off the list touches no other.
            sns.TopicSubscription(
                f"{self._name}-email-{sha256(address.encode()).hexdigest()[:8]}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self.child(),
            )
        return policy.arn

    def _rule(self, purpose: str, notice: Notice, topic_arn: pulumi.Input[str]) -> pulumi.Output[str]:
        rule = cloudwatch.EventRule(
            f"{self._name}-{purpose}",
            name=account_name(self._args.account, purpose, limit=_RULE_NAME_LIMIT),
            description=f"Serious findings of {purpose}, to whoever watches the account",
            event_pattern=json.dumps(notice.pattern, sort_keys=True),
            opts=self.child(),
        )
        # By the topic's policy, as SNS wants it: with a role, EventBridge may fail on an encrypted topic.
        target = cloudwatch.EventTarget(
            f"{self._name}-{purpose}-mail",
            rule=rule.name,
            target_id="mail",
            arn=topic_arn,
            input_transformer=cloudwatch.EventTargetInputTransformerArgs(
                input_paths=dict(notice.told), input_template=json.dumps(notice.text, ensure_ascii=True)
            ),
            opts=self.child(),
        )
        return target.id


def publish_statements(topic_arn: pulumi.Input[str]) -> list[Statement]:
    """EventBridge publishes, and nobody in clear.

    A condition on the account or the rule would keep every finding back without a word: EventBridge hands SNS nothing
    that it could be compared with (docs/adr/0124).
    """
    return [
        Statement(
            sid="EventBridgePublishes",
            principals=Principals(services=[_EVENTS]),
            actions=["sns:Publish"],
            resources=[topic_arn],
        ),
        only_through_tls("sns:Publish", [topic_arn]),
    ]
