"""The record of the questions that a public zone is asked."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, route53

from components.aws.policy_document import Principals, Statement, policy_document
from components.component import Component
from components.naming import physical_name
from domain.first_region import FIRST_REGION
from domain.retention import LogDays


@dataclass(frozen=True, kw_only=True)
class QueryLogArgs:
    """Which zone's questions are recorded, and how long the record is kept."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account of the zone; Route 53 writes for no other."""
    zone_id: pulumi.Input[str]
    """The public zone; AWS records none of a private one."""
    zone_arn: pulumi.Input[str]
    """Its ARN; Route 53 writes for no other zone of the account."""
    retention_days: LogDays
    """How long the record is kept."""


class QueryLog(Component):
    """The query log of a public zone, in a log group that is far away from the environment's own region.

    The group has no key of ours: those are in the environment's region, and what everybody may ask is no secret.
    """

    log_group_name: pulumi.Output[str]
    """The log group that holds the record."""

    def __init__(self, name: str, args: QueryLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:QueryLog", name, None, opts)
        group = cloudwatch.LogGroup(
            f"{name}-log-group",
            name=f"/aws/route53/{physical_name(args.environment, 'queries')}",
            retention_in_days=args.retention_days,
            region=FIRST_REGION,
            opts=self.child(),
        )
        writing = cloudwatch.LogResourcePolicy(
            f"{name}-writing",
            policy_name=physical_name(args.environment, "queries"),
            policy_document=policy_document([writing_statement(args, group.arn)]),
            region=FIRST_REGION,
            opts=self.child(),
        )
        route53.QueryLog(
            f"{name}-query-log",
            zone_id=args.zone_id,
            cloudwatch_log_group_arn=group.arn,
            opts=self.child(depends_on=[writing]),
        )
        self.log_group_name = group.name
        self.register()


def writing_statement(args: QueryLogArgs, log_group_arn: pulumi.Input[str]) -> Statement:
    """Route 53 writes to the streams of this group, for this zone of this account."""
    return Statement(
        principals=Principals(services=["route53.amazonaws.com"]),
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[pulumi.Output.concat(log_group_arn, ":*")],
        conditions={
            "ArnEquals": {"aws:SourceArn": args.zone_arn},
            "StringEquals": {"aws:SourceAccount": args.account_id},
        },
    )
