"""Temporal on the platform: it comes in its wave, once the job of the database's logins has made its own."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.aws.backup_bucket import BackupBucket, BackupBucketArgs
from components.aws.workload_permissions import run_archiving
from components.kubernetes.secret_request import SecretSource
from components.kubernetes.secret_variables import SecretVariables, SecretVariablesArgs
from components.kubernetes.traffic import Flow
from components.platform.temporal import HOSTS, Temporal, TemporalArgs, temporal_demand, temporal_flows
from components.platform.temporal_archive import ARCHIVE
from components.platform.temporal_values import TemporalSize, temporal_values
from domain.pod_demand import PodDemand
from domain.temporal import TEMPORAL, temporal_namespace
from domain.temporal_size import history_shards
from domain.temporal_store import DATABASE_HOST, STORE, STORES
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.secrets import SecretsLayer
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement
from stacks.workload_roles import pod_role


def build_temporal(
    site: ServiceGround,
    secrets: SecretsLayer,
    *,
    namespace: pulumi.Input[str],
    store: pulumi.Input[str],
    logins: Sequence[pulumi.Resource],
) -> Temporal:
    """Install it; `namespace` is the platform's, with whom to believe that a server is the database's.

    `store` is the platform's, and `logins` is the job that makes its databases and who signs in.
    """
    settings, ground = site.settings, site.ground
    archive = _archive(site)
    role = pod_role(
        ground,
        TEMPORAL,
        "system",
        run_archiving(bucket_arn=archive.arn, key_arn=ground.foundation.secrets_key_arn, region=str(settings.region)),
    )
    return Temporal(
        TEMPORAL,
        TemporalArgs(
            size=_size(settings, site.plan),
            chart=chart(TEMPORAL),
            installation=site.installation,
            namespace=namespace,
            secret=_secret(site, secrets, store, logins),
            archive=archive.bucket,
            archive_endpoint=ground.foundation.evidence_endpoint,
            # A pod that starts before its association exists archives nothing until it is started again.
            after=[*logins, role.association],
            wait_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )


def _archive(site: ServiceGround) -> BackupBucket:
    """Where runs go that are over: nobody takes a version away, and what is old expires."""
    ground = site.ground
    return BackupBucket(
        ARCHIVE,
        BackupBucketArgs(
            environment=ground.environment,
            purpose=ARCHIVE,
            key_arn=ground.foundation.secrets_key_arn,
            access_log_bucket=ground.foundation.access_log_bucket,
            retention_days=site.plan.platform.temporal.archive_days,
            protect=site.settings.environment.protect,
        ),
        opts=ground.on_aws,
    )


def _secret(
    site: ServiceGround,
    secrets: SecretsLayer,
    store: pulumi.Input[str],
    logins: Sequence[pulumi.Resource],
) -> pulumi.Output[str]:
    """Both logins as one secret of the platform's namespace, by the names of the server's variables."""
    ground = site.ground
    host = {DATABASE_HOST: SecretSource(path=secrets.login(STORE.login).path, field="host")}
    users = {each.user: SecretSource(path=secrets.login(each.login).path, field="username") for each in STORES}
    passwords = {each.password: SecretSource(path=secrets.login(each.login).path, field="password") for each in STORES}
    return SecretVariables(
        f"{TEMPORAL}-variables",
        SecretVariablesArgs(
            component=TEMPORAL,
            namespace=site.namespace,
            store=store,
            variables={**host, **users, **passwords},
            wait_seconds=site.settings.rollout_seconds,
            after=logins,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).secret


def _values(settings: Settings, plan: FoundationPlan) -> dict[str, Any]:
    return temporal_values(_size(settings, plan))


def _size(settings: Settings, plan: FoundationPlan) -> TemporalSize:
    environment, wanted = settings.environment, plan.platform.temporal
    return TemporalSize(
        environment=environment.name,
        region=str(settings.region),
        version=chart(TEMPORAL).app_version,
        namespace=temporal_namespace(environment.name),
        shards=history_shards(environment.tier),
        replicas=wanted.pods,
        store_pool=wanted.store_pool,
        visibility_pool=wanted.visibility_pool,
        retention_days=wanted.retention_days,
        mutual_tls=wanted.mutual_tls,
        placement=placement("system"),
    )


def _flows(ground: Ground) -> Sequence[Flow]:
    return temporal_flows(ground.foundation.database_blocks, ground.foundation.endpoint_blocks)


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return temporal_demand(settings.foundation.platform.temporal.pods) if settings.foundation else []


RUNS = PlatformService(
    name=TEMPORAL,
    chart=TEMPORAL,
    wave=2,
    values=_values,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
)
"""Temporal: workloads wait for it, and it waits for the database."""
