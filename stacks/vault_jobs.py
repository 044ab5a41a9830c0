"""The jobs that see to Vault: one initialises and configures it at every release, one copies it every night."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.backup_bucket import BackupBucket, BackupBucketArgs
from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs
from components.aws.policy_document import Statement
from components.aws.workload_permissions import backup_writing, vault_recovery
from components.kubernetes.access_plan import AccessPlan, AccessPlanArgs
from components.kubernetes.environment import namespace_name
from components.kubernetes.operations_job import OperationsJob, OperationsJobArgs
from components.kubernetes.operations_pod import OperationsPod
from components.kubernetes.operations_schedule import OperationsSchedule, OperationsScheduleArgs
from components.kubernetes.pod_template import FILES_PATH
from domain.authority import AUTHORITY_KEY
from domain.component_names import OPERATIONS
from domain.plan_files import VAULT_PLAN_FILE
from domain.stack_name import ANY_REVIEW
from domain.vault import (
    AUTHORITY_ITEM,
    AUTHORITY_PATH,
    CONFIGURATION,
    RECOVERY_ITEM,
    SECRET_PLANES,
    SNAPSHOTS,
    TOKEN_FILE,
    active_address,
    server_address,
)
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.secrets import recovery_days
from stacks.sizes import placement
from stacks.workload_roles import pod_role

_SHARES, _THRESHOLD = 5, 3
_VERSIONS = 10
_SECRETS = {
    RECOVERY_ITEM: "Recovery keys of Vault, written by the job that initialises it",
    AUTHORITY_ITEM: "Whom to believe that a server is Vault's, written by the job that configures it; no secret",
}
_PLAN_PATH = f"{FILES_PATH}/{VAULT_PLAN_FILE}"


@dataclass(frozen=True, kw_only=True)
class Vaulted:
    """Vault, as the platform hands it up."""

    namespace: pulumi.Output[str]
    """The platform's namespace."""
    plan: FoundationPlan
    """The settings of whoever owns the cluster."""
    synced: pulumi.Output[str]
    """The name of its application, known once its servers run."""


def build_vault_jobs(
    ground: Ground, vault: Vaulted, *, image: pulumi.Input[str], pull_secret: pulumi.Input[str] | None
) -> OperationsJob:
    """Build both, and return the one whose end says that Vault can be used; `image` is the operations image."""
    settings = ground.settings
    secrets = {item: _secret(ground, item, said) for item, said in _SECRETS.items()}
    bucket = BackupBucket(
        SNAPSHOTS,
        BackupBucketArgs(
            environment=ground.environment,
            purpose=SNAPSHOTS,
            key_arn=ground.foundation.secrets_key_arn,
            access_log_bucket=ground.foundation.access_log_bucket,
            retention_days=vault.plan.platform.vault.snapshot_days,
            protect=settings.environment.protect,
        ),
        opts=ground.on_aws,
    )
    plan = AccessPlan(
        "vault-plan",
        AccessPlanArgs(
            environment=ground.environment,
            namespace=vault.namespace,
            plane="system",
            content=pulumi.Output.all(
                recovery=secrets[RECOVERY_ITEM].arn,
                authority=secrets[AUTHORITY_ITEM].arn,
                bucket=bucket.bucket,
                endpoint=ground.foundation.evidence_endpoint,
            ).apply(lambda known: json.dumps(vault_plan(settings, **known), indent=2) + "\n"),
            file=VAULT_PLAN_FILE,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    region = str(settings.region)
    recovery = vault_recovery(
        secret_arns=[secret.arn for secret in secrets.values()],
        key_arn=ground.foundation.secrets_key_arn,
        region=region,
    )
    copying = backup_writing(bucket_arn=bucket.arn, key_arn=ground.foundation.secrets_key_arn, region=region)
    image = pulumi.Output.all(image, vault.synced).apply(lambda values: str(values[0]))
    configuration = OperationsJob(
        CONFIGURATION,
        OperationsJobArgs(
            pod=_pod(
                ground,
                vault,
                CONFIGURATION,
                "configure",
                statements=recovery,
                plan=plan,
                image=image,
                pull_secret=pull_secret,
            ),
            image_digest=settings.image_digest(OPERATIONS),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    OperationsSchedule(
        SNAPSHOTS,
        OperationsScheduleArgs(
            # Of a Vault that nobody has initialised there is nothing to copy.
            pod=_pod(
                ground,
                vault,
                SNAPSHOTS,
                "snapshot",
                statements=copying,
                plan=plan,
                image=configuration.image,
                pull_secret=pull_secret,
            ),
            schedule=snapshot_schedule(ground.environment),
            restarted=[],
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    return configuration


def snapshot_schedule(environment: str) -> str:
    """Every night between two and three, at a minute of the environment's own."""
    return f"{hashlib.sha256(environment.encode()).digest()[1] % 60} 2 * * *"


def vault_plan(settings: Settings, *, recovery: str, authority: str, bucket: str, endpoint: str) -> dict[str, Any]:
    """The plan as `ops/operations/vault/plan.py` reads it; the secrets are ARNs."""
    environment, system = settings.environment, namespace_name(settings.environment.name, "system")
    return {
        "environment": environment.name,
        "region": str(settings.region),
        "namespace": system,
        "first": server_address(system),
        "active": active_address(system),
        "authority": f"{AUTHORITY_PATH}/{AUTHORITY_KEY}",
        "authoritySecret": authority,
        "token": TOKEN_FILE,
        "recovery": {"secret": recovery, "shares": _SHARES, "threshold": _THRESHOLD},
        "versions": _VERSIONS,
        "readers": [
            {"environment": environment.name, "plane": plane, "namespace": namespace_name(environment.name, plane)}
            for plane in SECRET_PLANES
        ],
        "guests": [{"plane": plane, "namespaces": namespace_name(ANY_REVIEW, plane)} for plane in SECRET_PLANES]
        if environment.hosts_reviews
        else [],
        "snapshots": {"bucket": bucket, "endpoint": endpoint},
    }


def _secret(ground: Ground, item: str, description: str) -> EnvironmentSecret:
    return EnvironmentSecret(
        f"secret-{item.replace('/', '.')}",
        EnvironmentSecretArgs(
            environment=ground.environment,
            item=item,
            description=description,
            key_arn=ground.foundation.secrets_key_arn,
            recovery_days=recovery_days(ground),
        ),
        opts=ground.on_aws,
    )


def _pod(
    ground: Ground,
    vault: Vaulted,
    component: str,
    command: str,
    *,
    statements: list[Statement],
    plan: AccessPlan,
    image: pulumi.Input[str],
    pull_secret: pulumi.Input[str] | None,
) -> OperationsPod:
    role = pod_role(ground, component, "system", statements)
    return OperationsPod(
        environment=ground.environment,
        component=component,
        image=image,
        image_sha=str(ground.settings.image_sha),
        command=("vault", command, "--plan", _PLAN_PATH),
        # A pod that starts before its association exists runs without its AWS identity.
        namespace=pulumi.Output.all(vault.namespace, role.association_id).apply(lambda values: str(values[0])),
        plan=plan.config_map,
        placement=placement("system"),
        pull_secret=pull_secret,
        plane="system",
        asks="vault",
    )
