"""What AWS does with a database, told to those who run it."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import rds

from components.component import Component
from components.naming import physical_name

# Backups and the creation of what the program itself makes are left out: they are told every day, and call for nothing.
_OF_INSTANCES = (
    "availability",
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "recovery",
    "restoration",
    "security patching",
)
_OF_PARAMETERS = ("configuration change",)


@dataclass(frozen=True, kw_only=True)
class DatabaseEventsArgs:
    """Whose events, and who is told."""

    environment: str
    """The environment it belongs to."""
    instance_identifier: pulumi.Input[str]
    """The instance."""
    parameter_group: pulumi.Input[str]
    """Its parameters."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified; its policy has to admit RDS."""


class DatabaseEvents(Component):
    """Subscriptions to what RDS does with an instance and its parameters, on its own or because somebody wants it."""

    arns: pulumi.Output[list[str]]
    """The subscriptions' ARNs."""

    def __init__(self, name: str, args: DatabaseEventsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DatabaseEvents", name, None, opts)
        subscriptions = [
            rds.EventSubscription(
                f"{name}-{subject}",
                name=physical_name(args.environment, "database", subject),
                sns_topic=args.topic_arn,
                source_type=source_type,
                source_ids=[source],
                event_categories=categories,
                opts=self.child(),
            )
            for subject, source_type, source, categories in (
                ("instance", "db-instance", args.instance_identifier, _OF_INSTANCES),
                ("parameters", "db-parameter-group", args.parameter_group, _OF_PARAMETERS),
            )
        ]
        self.arns = pulumi.Output.all(*(subscription.arn for subscription in subscriptions)).apply(list)
        self.register()
