"""The PostgreSQL database: runtime data and Temporal's persistence on one instance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random
from pulumi_aws import cloudwatch, rds

from components.aws.database_firewall import DatabaseFirewall, DatabaseFirewallArgs
from components.aws.database_monitoring import DatabaseMonitoring, DatabaseMonitoringArgs
from components.component import Component
from components.naming import physical_name
from domain import ports
from domain.database_parameters import PARAMETERS
from domain.project import PROJECT
from domain.retention import InsightsDays, LogDays

MASTER_USERNAME = "portarium_master"
# RDS makes this one; the job of the logins makes the others.
RUNTIME_DATABASE = PROJECT

_LOG_EXPORTS = ("postgresql", "upgrade")
_MONITORING_SECONDS = 60
_SUFFIX_BYTES = 4


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """Where the database lives, how big and how safe it is."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account that RDS acts for."""
    vpc_id: pulumi.Input[str]
    """The network it lives in."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The database subnets, one in each zone."""
    client_security_group_ids: Mapping[str, pulumi.Input[str]]
    """The security groups that may connect, by a name that stays when the group is replaced."""
    key_arn: pulumi.Input[str]
    """The key of the storage, the backups, the performance data and the master password."""
    log_key_arn: pulumi.Input[str]
    """The key of its log groups."""
    log_retention_days: LogDays
    """Days its logs are kept."""
    engine_version: str
    """The major version of PostgreSQL, `16`; RDS installs its minors by itself, and never goes back to one."""
    allow_major_upgrade: bool = False
    """Whether an update may move it to a later major, which RDS does in place and never takes back."""
    instance_class: str
    """The instance class, such as `db.t4g.large`."""
    allocated_storage_gib: int
    """The storage it starts with."""
    max_allocated_storage_gib: int
    """The storage RDS may grow it to by itself."""
    multi_az: bool
    """Whether a standby in another zone takes over when its zone fails."""
    backup_retention_days: int
    """Days for which it can be restored to any second."""
    backup_window: str
    """The daily backup window in UTC, `02:00-03:00`."""
    maintenance_window: str
    """The weekly maintenance window in UTC, `sun:04:00-sun:05:00`; the settings keep it apart from the backups."""
    performance_insights_retention_days: InsightsDays
    """Days of performance data."""
    deletion_protection: bool
    """Whether AWS refuses to delete it."""
    apply_immediately: bool
    """Whether changes that need a restart are made at once rather than in the maintenance window."""
    final_snapshot: bool = True
    """Whether its deletion leaves a snapshot; only what a pull request made for itself leaves none."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that reports the operating system's metrics."""
    protect: bool
    """Whether Pulumi refuses to delete it, and its automated backups outlive it."""


class Database(Component):
    """An encrypted PostgreSQL instance that takes only TLS, keeps its master password to itself, and leaves a snapshot.

    It has no read replicas: RDS makes none of a PostgreSQL instance whose master password Secrets Manager manages.
    """

    address: pulumi.Output[str]
    """The host name to connect to."""
    port: pulumi.Output[int]
    """The port to connect to."""
    instance_identifier: pulumi.Output[str]
    """The instance's name, by which alarms and operators find it."""
    parameter_group: pulumi.Output[str]
    """The name of its parameters."""
    resource_id: pulumi.Output[str]
    """The ID that stays when the instance is renamed; IAM policies for database log-ins name it."""
    master_secret_arn: pulumi.Output[str]
    """The secret that RDS keeps the master password in, and rotates."""
    security_group_id: pulumi.Output[str]
    """The instance's own security group."""
    runtime_database: pulumi.Output[str]
    """The database of the runtime data; RDS creates it."""

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:Database", name, None, opts)
        self._name = name
        self._args = args
        self._identifier = physical_name(args.environment, "database")
        firewall = DatabaseFirewall(
            f"{name}-firewall",
            DatabaseFirewallArgs(
                environment=args.environment,
                vpc_id=args.vpc_id,
                client_security_group_ids=args.client_security_group_ids,
                port=ports.DATABASE,
            ),
            opts=self.child(),
        )
        instance = self._instance(firewall)
        self.address = instance.address
        self.port = instance.port
        self.instance_identifier = instance.identifier
        self.parameter_group = instance.parameter_group_name
        self.resource_id = instance.resource_id
        self.master_secret_arn = instance.master_user_secrets.apply(master_secret_arn)
        self.security_group_id = firewall.security_group_id
        self.runtime_database = pulumi.Output.from_input(RUNTIME_DATABASE)
        self.register()

    def _instance(self, firewall: DatabaseFirewall) -> rds.Instance:
        args = self._args
        monitoring = DatabaseMonitoring(
            f"{self._name}-monitoring",
            DatabaseMonitoringArgs(
                environment=args.environment,
                account_id=args.account_id,
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        return rds.Instance(
            f"{self._name}-instance",
            identifier=self._identifier,
            engine="postgres",
            engine_version=args.engine_version,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=args.allow_major_upgrade,
            instance_class=args.instance_class,
            db_name=RUNTIME_DATABASE,
            port=ports.DATABASE,
            username=MASTER_USERNAME,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.key_arn,
            iam_database_authentication_enabled=True,
            storage_type="gp3",
            allocated_storage=args.allocated_storage_gib,
            max_allocated_storage=args.max_allocated_storage_gib,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            multi_az=args.multi_az,
            db_subnet_group_name=self._subnet_group().name,
            vpc_security_group_ids=[firewall.security_group_id],
            publicly_accessible=False,
            parameter_group_name=self._parameter_group().name,
            apply_immediately=args.apply_immediately,
            backup_retention_period=args.backup_retention_days,
            backup_window=args.backup_window,
            maintenance_window=args.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not args.protect,
            deletion_protection=args.deletion_protection,
            skip_final_snapshot=not args.final_snapshot,
            final_snapshot_identifier=self._final_snapshot_identifier(),
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=args.performance_insights_retention_days,
            monitoring_interval=_MONITORING_SECONDS,
            monitoring_role_arn=monitoring.arn,
            enabled_cloudwatch_logs_exports=list(_LOG_EXPORTS),
            # RDS would make the log groups itself, without key and with logs kept for ever.
            opts=self.child(protect=args.protect, depends_on=self._log_groups()),
        )

    def _subnet_group(self) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            f"{self._name}-subnet-group",
            name=self._identifier,
            description=f"Database subnets of {self._args.environment}",
            subnet_ids=self._args.subnet_ids,
            opts=self.child(),
        )

    def _parameter_group(self) -> rds.ParameterGroup:
        """Named after the family, so that a major upgrade gets a group beside the one in use."""
        family = f"postgres{self._args.engine_version}"
        return rds.ParameterGroup(
            f"{self._name}-parameters-{family}",
            name=physical_name(self._args.environment, "database", family),
            family=family,
            # RDS never changes the description of a group, so it says nothing that could change.
            description="TLS only, SCRAM only, slow statements and lock waits logged",
            parameters=[
                rds.ParameterGroupParameterArgs(name=parameter, value=value, apply_method="pending-reboot")
                for parameter, value in PARAMETERS.items()
            ],
            opts=self.child(),
        )

    def _final_snapshot_identifier(self) -> pulumi.Output[str]:
        """Unique for each life of the database: a second deletion must not fail on the first one's snapshot."""
        suffix = random.RandomId(f"{self._name}-final-snapshot", byte_length=_SUFFIX_BYTES, opts=self.child())
        return pulumi.Output.concat(physical_name(self._args.environment, "database-final", limit=54), "-", suffix.hex)

    def _log_groups(self) -> list[pulumi.Resource]:
        return [
            cloudwatch.LogGroup(
                f"{self._name}-log-{export}",
                name=f"/aws/rds/instance/{self._identifier}/{export}",
                kms_key_id=self._args.log_key_arn,
                retention_in_days=self._args.log_retention_days,
                opts=self.child(),
            )
            for export in _LOG_EXPORTS
        ]


def master_secret_arn(secrets: Sequence[rds.outputs.InstanceMasterUserSecret]) -> str:
    """The secret of the only master user there is."""
    found = [secret.secret_arn for secret in secrets if secret.secret_arn]
    if not found:
        raise LookupError("RDS names no secret for the master password, although it was asked to manage one")
    return found[0]
