"""The topic that every alarm and the budget notify."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import pulumi
from pulumi_aws import sns

from components.aws.policy_document import Principals, Statement, only_through_tls, policy_document
from components.component import Component
from components.naming import physical_name

_NAME_LIMIT = 256


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """Who may publish, and who is told."""

    environment: str
    """The environment it belongs to."""
    region: str
    """The region of the alarms that may publish."""
    account_id: pulumi.Input[str]
    """The account whose alarms, budgets and databases may publish."""
    key_arn: pulumi.Input[str]
    """The key that encrypts the messages; it has to admit CloudWatch, Budgets and the events of RDS."""
    email_addresses: Sequence[str] = ()
    """Who gets each notification by mail, after confirming the subscription."""


class AlarmTopic(Component):
    """An encrypted SNS topic to which only this account's alarms, budgets and databases publish."""

    arn: pulumi.Output[str]
    """The topic's ARN; known only once its policy admits the publishers."""

    def __init__(self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:AlarmTopic", name, None, opts)
        topic = sns.Topic(
            f"{name}-topic",
            name=physical_name(args.environment, "alarms", limit=_NAME_LIMIT),
            kms_master_key_id=args.key_arn,
            opts=self.child(),
        )
        policy = sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=policy_document(
                publish_statements(topic_arn=topic.arn, region=args.region, account_id=args.account_id)
            ),
            opts=self.child(),
        )
        for address in args.email_addresses:
            # Named by what it is for, so that taking one address off the list touches no other.
            sns.TopicSubscription(
                f"{name}-email-{sha256(address.encode()).hexdigest()[:8]}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self.child(),
            )
        self.arn = policy.arn
        self.register()


def publish_statements(*, topic_arn: pulumi.Input[str], region: str, account_id: pulumi.Input[str]) -> list[Statement]:
    """CloudWatch, Budgets and RDS publish on behalf of this account only, and nobody publishes in clear."""
    sources = {
        "cloudwatch": pulumi.Output.concat(f"arn:aws:cloudwatch:{region}:", account_id, ":alarm:*"),
        "budgets": pulumi.Output.concat("arn:aws:budgets::", account_id, ":*"),
        "events.rds": pulumi.Output.concat(f"arn:aws:rds:{region}:", account_id, ":*"),
    }
    return [
        *(
            Statement(
                sid=f"{service.title().replace('.', '')}Publishes",
                principals=Principals(services=[f"{service}.amazonaws.com"]),
                actions=["sns:Publish"],
                resources=[topic_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": source},
                },
            )
            for service, source in sources.items()
        ),
        only_through_tls("sns:Publish", [topic_arn]),
    ]
