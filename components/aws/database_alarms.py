"""The alarms of a database instance."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.naming import physical_name
from domain.database_capacity import connections

_PERIOD_SECONDS = 300
_BYTES_A_GIB = 1024**3
# RDS grows the storage when less than a tenth is free; the alarm means that growing didn't help, or reached its limit.
_FREE_STORAGE_SHARE = 0.08
_CPU_PERCENT = 80
_CONNECTIONS_SHARE = 0.8
# WAL that a consumer has not fetched stays on the disk, and fills it in the end.
_REPLICATION_LAG_BYTES = 1 * _BYTES_A_GIB


@dataclass(frozen=True, kw_only=True)
class DatabaseAlarmsArgs:
    """Which instance is watched, and who is told."""

    environment: str
    """The environment it belongs to."""
    instance_identifier: pulumi.Input[str]
    """The instance that is watched."""
    instance_class: str
    """Its class, which decides how many connections it bears."""
    allocated_storage_gib: int
    """The storage it starts with."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified, of the recovery too."""


class DatabaseAlarms(Component):
    """Alarms on free storage, CPU, connections and the lag of replication, with their ARNs."""

    arns: pulumi.Output[list[str]]
    """The alarms' ARNs."""

    def __init__(self, name: str, args: DatabaseAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DatabaseAlarms", name, None, opts)
        self._name = name
        self._args = args
        alarms = [
            self._alarm(
                "free-storage",
                "FreeStorageSpace",
                "LessThanThreshold",
                args.allocated_storage_gib * _BYTES_A_GIB * _FREE_STORAGE_SHARE,
            ),
            self._alarm("cpu", "CPUUtilization", "GreaterThanThreshold", _CPU_PERCENT),
            self._alarm(
                "connections",
                "DatabaseConnections",
                "GreaterThanThreshold",
                int(connections(args.instance_class) * _CONNECTIONS_SHARE),
            ),
            self._alarm(
                "replication-lag",
                "OldestReplicationSlotLag",
                "GreaterThanThreshold",
                _REPLICATION_LAG_BYTES,
                # Without a consumer there is no such metric, and nothing to worry about.
                missing="notBreaching",
            ),
        ]
        self.arns = pulumi.Output.all(*(alarm.arn for alarm in alarms)).apply(list)
        self.register()

    def _alarm(
        self, subject: str, metric: str, comparison: str, threshold: float, *, missing: str = "breaching"
    ) -> cloudwatch.MetricAlarm:
        """An alarm after a quarter of an hour; silence means that the instance is down, unless said otherwise."""
        args = self._args
        return cloudwatch.MetricAlarm(
            f"{self._name}-{subject}",
            name=physical_name(args.environment, "database", subject, limit=255),
            alarm_description=f"{metric} of the database of {args.environment}",
            namespace="AWS/RDS",
            metric_name=metric,
            dimensions={"DBInstanceIdentifier": args.instance_identifier},
            statistic="Average",
            period=_PERIOD_SECONDS,
            evaluation_periods=3,
            comparison_operator=comparison,
            threshold=threshold,
            treat_missing_data=missing,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.child(),
        )
