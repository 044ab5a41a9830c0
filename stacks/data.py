"""L3, data: the database and the evidence of one environment."""

from dataclasses import dataclass

from components.aws.database import Database, DatabaseArgs
from components.aws.database_alarms import DatabaseAlarms, DatabaseAlarmsArgs
from components.aws.database_events import DatabaseEvents, DatabaseEventsArgs
from components.aws.evidence_policy import ObjectLock
from components.aws.evidence_replication import EvidenceReplication, EvidenceReplicationArgs
from components.aws.evidence_store import EvidenceStore, EvidenceStoreArgs
from domain.retention import LogDays
from stacks.layer import Ground

_LOG_DAYS: LogDays = 365


@dataclass(frozen=True, kw_only=True)
class DataLayer:
    """What L3 hands up."""

    database: Database
    evidence: EvidenceStore


def build_data(ground: Ground) -> DataLayer:
    """Build L3 on the environment's own foundation or on the one it shares."""
    layer = DataLayer(database=_database(ground), evidence=_evidence(ground))
    _copy_of(ground, layer.evidence)
    return layer


def _database(ground: Ground) -> Database:
    environment, wanted, foundation = ground.settings.environment, ground.settings.database, ground.foundation
    database = Database(
        "database",
        DatabaseArgs(
            environment=environment.name,
            account_id=ground.account_id,
            vpc_id=foundation.vpc_id,
            subnet_ids=foundation.database_subnet_ids,
            client_security_group_ids={"clients": foundation.database_clients_id},
            key_arn=foundation.database_key_arn,
            log_key_arn=foundation.logs_key_arn,
            log_retention_days=_LOG_DAYS,
            engine_version=str(wanted.engine_version),
            allow_major_upgrade=wanted.allow_major_upgrade,
            instance_class=str(wanted.instance_class),
            allocated_storage_gib=wanted.storage_gib,
            max_allocated_storage_gib=wanted.maximum_storage_gib,
            multi_az=wanted.multi_az,
            backup_retention_days=wanted.backup_days,
            backup_window=str(wanted.backup_window),
            maintenance_window=str(wanted.maintenance_window),
            performance_insights_retention_days=wanted.insights_days,
            deletion_protection=wanted.deletion_protection,
            # Where people depend on it, a restart waits for the maintenance window.
            apply_immediately=environment.tier == "dev",
            final_snapshot=wanted.final_snapshot,
            permissions_boundary=foundation.permissions_boundary_arn,
            protect=environment.protect,
        ),
        opts=ground.on_aws,
    )
    DatabaseAlarms(
        "database-alarms",
        DatabaseAlarmsArgs(
            environment=environment.name,
            instance_identifier=database.instance_identifier,
            instance_class=str(wanted.instance_class),
            allocated_storage_gib=wanted.storage_gib,
            topic_arn=foundation.alarm_topic_arn,
        ),
        opts=ground.on_aws,
    )
    DatabaseEvents(
        "database-events",
        DatabaseEventsArgs(
            environment=environment.name,
            instance_identifier=database.instance_identifier,
            parameter_group=database.parameter_group,
            topic_arn=foundation.alarm_topic_arn,
        ),
        opts=ground.on_aws,
    )
    return database


def _evidence(ground: Ground) -> EvidenceStore:
    environment, wanted, foundation = ground.settings.environment, ground.settings.evidence, ground.foundation
    account_id = ground.account_id
    lock = None if wanted.object_lock == "off" else ObjectLock(mode=wanted.object_lock, days=wanted.retention_days)
    return EvidenceStore(
        "evidence",
        EvidenceStoreArgs(
            environment=environment.name,
            account_id=account_id,
            key_arn=foundation.evidence_key_arn,
            access_log_bucket=foundation.access_log_bucket,
            access_log_bucket_arn=foundation.access_log_bucket_arn,
            lock=lock,
            expiry_days=None if lock else wanted.retention_days,
            configurators=[
                foundation.deploy_role_arn,
                *(role.arn(account_id=account_id) for role in ground.settings.access.administrators),
            ],
            legal_hold_trusted_role_patterns=[role.arn(account_id=account_id) for role in wanted.legal_hold_principals],
            permissions_boundary=foundation.permissions_boundary_arn,
            protect=environment.protect,
        ),
        opts=ground.on_aws,
    )


def _copy_of(ground: Ground, evidence: EvidenceStore) -> None:
    """The copy off the account, where there is an account for it; that account's own program makes the bucket."""
    settings, foundation = ground.settings, ground.foundation
    copies = settings.evidence_copy_id
    if copies is None:
        return
    EvidenceReplication(
        "evidence-replication",
        EvidenceReplicationArgs(
            environment=settings.environment.name,
            region=str(settings.region),
            bucket=evidence.bucket,
            bucket_arn=evidence.arn,
            key_arn=foundation.evidence_key_arn,
            copies_account_id=str(copies),
            topic_arn=foundation.alarm_topic_arn,
            permissions_boundary=foundation.permissions_boundary_arn,
            protect=settings.environment.protect,
        ),
        opts=ground.on_aws,
    )
