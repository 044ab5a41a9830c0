"""The record of every connection in a VPC."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from components.aws.policy_document import Statement, policy_document, service_trust
from components.component import Component
from components.naming import name_tag, physical_name
from domain.retention import LogDays

# Ten minutes is AWS's other choice: too coarse to follow an incident.
_AGGREGATION_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class FlowLogArgs:
    """Whose connections are recorded, and where the record is kept."""

    environment: str
    """The environment it belongs to."""
    vpc_id: pulumi.Input[str]
    """The VPC whose connections are recorded, accepted and rejected."""
    account_id: pulumi.Input[str]
    """The account the log service acts for; it may write for no other."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the log group."""
    retention_days: LogDays
    """How long the record is kept."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that writes the record."""


class FlowLog(Component):
    """The flow log of a VPC, in an encrypted log group of its own."""

    log_group_name: pulumi.Output[str]
    """The log group that holds the record."""

    def __init__(self, name: str, args: FlowLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:FlowLog", name, None, opts)
        log_group = cloudwatch.LogGroup(
            f"{name}-log-group",
            name=f"/aws/vpc/{physical_name(args.environment, 'flow-log')}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.retention_days,
            opts=self.child(),
        )
        role = iam.Role(
            f"{name}-role",
            name=physical_name(args.environment, "flow-log"),
            description="Writes the VPC flow log",
            assume_role_policy=policy_document(
                [service_trust("vpc-flow-logs.amazonaws.com", source_account=args.account_id)]
            ),
            permissions_boundary=args.permissions_boundary,
            opts=self.child(),
        )
        writing = iam.RolePolicy(
            f"{name}-writing",
            name="write-flow-log",
            role=role.name,
            policy=policy_document(writing_statements(log_group.arn)),
            opts=self.child(),
        )
        ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=log_group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=_AGGREGATION_SECONDS,
            tags=name_tag(args.environment, "flow-log"),
            opts=self.child(depends_on=[writing]),
        )
        self.log_group_name = log_group.name
        self.register()


def writing_statements(log_group_arn: pulumi.Input[str]) -> list[Statement]:
    """Write to the streams of this one log group; finding it is not scoped by AWS."""
    return [
        Statement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            resources=[log_group_arn, pulumi.Output.concat(log_group_arn, ":*")],
        ),
        Statement(actions=["logs:DescribeLogGroups"]),
    ]
