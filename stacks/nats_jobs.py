"""The jobs that see to NATS's streams: one copies them every night, one brings copies back when a person starts it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.backup_bucket import BackupBucket, BackupBucketArgs
from components.aws.policy_document import Statement
from components.aws.workload_permissions import backup_reading, backup_writing
from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs
from components.kubernetes.environment import namespace_name
from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs
from components.kubernetes.pod_template import FILES_PATH
from domain.nats import CLIENT_PATH, RESTORE, RESTORE_TLS, SNAPSHOTS, SNAPSHOTS_TLS, servers_url
from domain.plan_files import NATS_PLAN_FILE
from settings.model import Settings
from stacks.nats import client_certificate
from stacks.service_ground import ServiceGround
from stacks.sizes import placement
from stacks.workload_roles import pod_role

_PLAN_PATH = f"{FILES_PATH}/{NATS_PLAN_FILE}"
_NEVER = "0 0 1 1 *"


@dataclass(frozen=True, kw_only=True)
class Messages:
    """NATS, as the platform hands it up."""

    site: ServiceGround
    """Where and when it is installed."""
    synced: pulumi.Output[str]
    """The name of its application, known once its servers run."""


@dataclass(frozen=True, kw_only=True)
class _Job:
    name: str
    command: str
    user: str
    certificate: str
    statements: list[Statement]
    schedule: str
    suspended: bool


def build_nats_jobs(
    messages: Messages, *, image: pulumi.Input[str], pull_secret: pulumi.Input[str] | None
) -> dict[str, OperationsSchedule]:
    """Build both, by name; `image` is the operations image."""
    site = messages.site
    ground, settings = site.ground, site.settings
    bucket = BackupBucket(
        SNAPSHOTS,
        BackupBucketArgs(
            environment=ground.environment,
            purpose=SNAPSHOTS,
            key_arn=ground.foundation.secrets_key_arn,
            access_log_bucket=ground.foundation.access_log_bucket,
            retention_days=site.plan.platform.nats.snapshot_days,
            protect=settings.environment.protect,
        ),
        opts=ground.on_aws,
    )
    plan = AccessPlan(
        "nats-plan",
        AccessPlanArgs(
            environment=ground.environment,
            namespace=site.namespace,
            plane="system",
            content=pulumi.Output.all(bucket=bucket.bucket, endpoint=ground.foundation.evidence_endpoint).apply(
                lambda known: json.dumps(nats_plan(settings, **known), indent=2) + "\n"
            ),
            file=NATS_PLAN_FILE,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    key, region = ground.foundation.secrets_key_arn, str(settings.region)
    jobs = (
        _Job(
            name=SNAPSHOTS,
            command="snapshot",
            user="snapshots",
            certificate=SNAPSHOTS_TLS,
            statements=backup_writing(bucket_arn=bucket.arn, key_arn=key, region=region),
            schedule=copy_schedule(ground.environment),
            suspended=False,
        ),
        _Job(
            name=RESTORE,
            command="restore",
            user="restore",
            certificate=RESTORE_TLS,
            statements=backup_reading(bucket_arn=bucket.arn, key_arn=key, region=region),
            schedule=_NEVER,
            suspended=True,
        ),
    )
    return {job.name: _build(messages, job, plan=plan, image=image, pull_secret=pull_secret) for job in jobs}


def copy_schedule(environment: str) -> str:
    """Every night between three and four, at a minute of the environment's own: Vault is copied an hour before."""
    return f"{hashlib.sha256(environment.encode()).digest()[2] % 60} 3 * * *"


def nats_plan(settings: Settings, *, bucket: str, endpoint: str) -> dict[str, Any]:
    """The plan as `ops/operations/nats/plan.py` reads it."""
    environment = settings.environment.name
    return {
        "environment": environment,
        "region": str(settings.region),
        "server": servers_url(namespace_name(environment, "system")),
        "certificate": CLIENT_PATH,
        "snapshots": {"bucket": bucket, "endpoint": endpoint},
    }


def _build(
    messages: Messages,
    job: _Job,
    *,
    plan: AccessPlan,
    image: pulumi.Input[str],
    pull_secret: pulumi.Input[str] | None,
) -> OperationsSchedule:
    site = messages.site
    ground = site.ground
    role = pod_role(ground, job.name, "system", job.statements)
    certificate = client_certificate(site, job.certificate, job.user)
    known = pulumi.Output.all(image, messages.synced, certificate.secret).apply(lambda values: str(values[0]))
    pod = OperationsPod(
        environment=ground.environment,
        component=job.name,
        image=known,
        image_sha=str(ground.settings.image_sha),
        command=("nats", job.command, "--plan", _PLAN_PATH),
        # A pod that starts before its association exists runs without its AWS identity.
        namespace=pulumi.Output.all(site.namespace, role.association_id).apply(lambda values: str(values[0])),
        plan=plan.config_map,
        placement=placement("system"),
        pull_secret=pull_secret,
        plane="system",
        asks="nats",
        certificate=job.certificate,
    )
    return OperationsSchedule(
        job.name,
        OperationsScheduleArgs(
            pod=pod, schedule=job.schedule, restarted=[], suspended=job.suspended, cluster=ground.cluster
        ),
        opts=ground.in_cluster,
    )
