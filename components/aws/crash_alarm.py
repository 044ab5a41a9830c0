"""The alarm on containers that end again and again."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.naming import physical_name
from domain.crash_loop import CRASH_LOOP

# Every kubelet tells the API server when a container has to wait for its next start, and EKS' audit log has what nodes
# tell: no metric of AWS's has it without an agent on the nodes.
_WAITS = "$.requestObject.status.containerStatuses[0].state.waiting.reason"
_PATTERN = (
    f'{{ ($.objectRef.resource = "pods") && ($.objectRef.subresource = "status") && ({_WAITS} = "{CRASH_LOOP}") }}'
)
# A failover of the database is over within minutes, and its restarts fall into two such periods at most. The longest
# pause between two starts is five minutes: who crashes for good is in every one of them.
_PERIOD_SECONDS = 300
_PERIODS = 3


@dataclass(frozen=True, kw_only=True)
class CrashAlarmArgs:
    """Whose containers are watched, and who is told."""

    environment: str
    """The environment that has the cluster."""
    log_group_name: pulumi.Input[str]
    """The log group of the cluster's control plane, with its audit log."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified, of the recovery too."""


class CrashAlarm(Component):
    """An alarm on containers that crash for a quarter of an hour, longer than a failover of the database takes."""

    arn: pulumi.Output[str]
    """The alarm's ARN."""

    def __init__(self, name: str, args: CrashAlarmArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:CrashAlarm", name, None, opts)
        named = physical_name(args.environment, "crashes", limit=255)
        cloudwatch.LogMetricFilter(
            f"{name}-filter",
            name=named,
            log_group_name=args.log_group_name,
            pattern=_PATTERN,
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                name=CRASH_LOOP, namespace=physical_name(args.environment, limit=255), value="1", unit="Count"
            ),
            opts=self.child(),
        )
        alarm = cloudwatch.MetricAlarm(
            f"{name}-alarm",
            name=named,
            alarm_description=(
                f"Containers of {args.environment} crash again and again: portarium status. "
                "A failover of the database starts them again too, is over sooner, and is told by RDS itself."
            ),
            namespace=physical_name(args.environment, limit=255),
            metric_name=CRASH_LOOP,
            statistic="Sum",
            period=_PERIOD_SECONDS,
            evaluation_periods=_PERIODS,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            # Nothing is counted while nothing crashes.
            treat_missing_data="notBreaching",
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.child(),
        )
        self.arn = alarm.arn
        self.register()
