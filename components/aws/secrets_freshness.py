"""The alarms on secrets that nobody renews, and on those that no longer reach the cluster."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.naming import physical_name
from domain.retention import LogDays
from domain.secret_freshness import OLDEST_PERCENT, REFRESH_SECONDS, SINCE_SYNC_SECONDS

# A tenth late: what is rotated by itself never is, and people have a few days to write what they are given.
_LATE_PERCENT = 110
# A look at the source was left out, and the next one is overdue by half.
_STALE_SECONDS = REFRESH_SECONDS * 3 // 2
# One report that is lost, as when a node goes, is no alarm.
_PERIODS = 2


@dataclass(frozen=True, kw_only=True)
class SecretsFreshnessArgs:
    """Whose secrets, and who is told."""

    environment: str
    """The environment they belong to."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the log group."""
    retention_days: LogDays
    """How long the reports are kept."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified, of the recovery too."""


class SecretsFreshness(Component):
    """The log of the hourly reports, and an alarm on each of their two numbers; silence raises both."""

    log_group_arn: pulumi.Output[str]
    """The log group that reports go to."""
    log_group_name: pulumi.Output[str]
    """Its name."""
    arns: pulumi.Output[list[str]]
    """The alarms' ARNs."""

    def __init__(self, name: str, args: SecretsFreshnessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:SecretsFreshness", name, None, opts)
        self._name = name
        self._args = args
        group = cloudwatch.LogGroup(
            f"{name}-log-group",
            # The boundary of roles knows log groups below AWS's own folder.
            name=f"/aws/secretsmanager/{physical_name(args.environment, 'freshness')}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.retention_days,
            opts=self.child(),
        )
        alarms = [
            self._alarm(
                group,
                OLDEST_PERCENT,
                "secrets-age",
                _LATE_PERCENT,
                f"A secret of {args.environment} is overdue for another value: portarium secrets status.",
            ),
            self._alarm(
                group,
                SINCE_SYNC_SECONDS,
                "secrets-sync",
                _STALE_SECONDS,
                f"Secrets of {args.environment} no longer reach its cluster: portarium secrets status.",
            ),
        ]
        self.log_group_arn = group.arn
        self.log_group_name = group.name
        self.arns = pulumi.Output.all(*(alarm.arn for alarm in alarms)).apply(list)
        self.register()

    def _alarm(
        self, group: cloudwatch.LogGroup, metric: str, subject: str, threshold: int, description: str
    ) -> cloudwatch.MetricAlarm:
        args = self._args
        namespace, named = physical_name(args.environment, limit=255), physical_name(args.environment, subject)
        cloudwatch.LogMetricFilter(
            f"{self._name}-{subject}-filter",
            name=named,
            log_group_name=group.name,
            pattern=f"{{ $.{metric} = * }}",
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                name=metric, namespace=namespace, value=f"$.{metric}"
            ),
            opts=self.child(),
        )
        return cloudwatch.MetricAlarm(
            f"{self._name}-{subject}",
            name=named,
            alarm_description=description,
            namespace=namespace,
            metric_name=metric,
            statistic="Maximum",
            period=REFRESH_SECONDS,
            evaluation_periods=_PERIODS,
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            # Who does not tell may not work either.
            treat_missing_data="breaching",
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.child(),
        )
