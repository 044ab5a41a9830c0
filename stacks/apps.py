"""L4, apps: the environment inside its cluster, and the workloads that its image SHA runs in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.kubernetes.database_authority import DatabaseAuthority, DatabaseAuthorityArgs
from components.kubernetes.egress_proxy import EgressProxy, EgressProxyArgs
from components.kubernetes.environment import Environment
from components.kubernetes.migration import Migration
from components.kubernetes.workload import Workload, WorkloadArgs
from domain.addresses import EXECUTION_RESOLVER
from domain.component_names import OPERATIONS, PROXY
from domain.plane import EnvironmentPlane, WorkloadPlane
from domain.temporal import TEMPORAL
from settings.database_authorities import read_database_authorities
from settings.sections.workloads import Workload as WorkloadSettings
from stacks.data import DataLayer
from stacks.database_jobs import DatabaseJobs, build_database_jobs
from stacks.environment_namespaces import build_namespaces
from stacks.keycloak import build_keycloak
from stacks.layer import Ground
from stacks.migration import build_migration
from stacks.nats_clients import build_nats_clients
from stacks.nats_jobs import build_nats_jobs
from stacks.platform import PlatformLayer
from stacks.proxied_hosts import control_hosts, execution_hosts
from stacks.public_host import build_public_host
from stacks.secret_files import build_vault_trust
from stacks.secret_stores import SecretStores, build_pull_secrets, platform_pull_secret, platform_store
from stacks.secret_variables import build_secret_variables
from stacks.secrets import SecretsLayer
from stacks.secrets_rotation import build_secrets_rotation
from stacks.sizes import autoscaling, placement, spread_required
from stacks.temporal import build_temporal
from stacks.vault_jobs import build_vault_jobs
from stacks.workload_containers import workload_container
from stacks.workload_roles import workload_role

_DATABASE_PLANES: tuple[EnvironmentPlane, ...] = ("data", "control")


@dataclass(frozen=True, kw_only=True)
class AppsLayer:
    """What L4 hands up."""

    environment: Environment
    images: Mapping[str, pulumi.Output[str]]
    """The image of each component, known once its pods are ready."""
    migrated: pulumi.Output[dict[str, str]] | None
    """The job that migrated the database, and when it was done; none where no workload owns a schema."""
    bundle: pulumi.Output[dict[str, Any]]
    """The plan of the secrets."""


@dataclass(frozen=True, kw_only=True)
class _Services:
    """What of the platform's services this layer finishes."""

    vault: pulumi.Resource
    """The job that configures Vault."""
    runs: pulumi.Output[str]
    """Temporal, known once it is healthy."""


@dataclass(frozen=True, kw_only=True)
class _Before:
    """What comes before the workloads."""

    environment: Environment
    authority: DatabaseAuthority
    proxy: EgressProxy
    jobs: DatabaseJobs
    filled: Mapping[str, pulumi.Output[str]]
    """The secret of each component that has one, known once it is filled."""
    trusted: Mapping[WorkloadPlane, pulumi.Output[str]]
    """Whom to believe that it is Vault, for each plane that reads from it."""
    messages: Mapping[WorkloadPlane, pulumi.Output[str]]
    """The certificate of each plane that calls NATS, known once it is there."""
    migration: Migration | None
    runs: Sequence[pulumi.Output[str]]
    """Temporal, known once it is healthy; nothing where another stack has it."""
    resolver: pulumi.Input[str]
    pulls: Mapping[EnvironmentPlane, pulumi.Output[str]]
    """The secret with which pods of each plane are pulled, where images are private."""


def build_apps(
    ground: Ground,
    data: DataLayer,
    secrets: SecretsLayer,
    *,
    platform: PlatformLayer | None,
) -> AppsLayer:
    """Build the closed environment, let the proxy out, make the database's logins, migrate, roll the workloads out.

    `platform` is that of the cluster, where this stack has it.

    The proxy goes first because it holds nothing: a release whose images were never pushed stops at it, before the
    database is migrated or any other component is touched.
    """
    environment = build_namespaces(ground)
    operator: list[pulumi.Resource] = [platform.secrets] if platform else []
    authority = _authority(ground, environment)
    stores = SecretStores(ground=ground, namespaces=environment.namespaces, operator=operator)
    pulls = build_pull_secrets(ground, secrets, stores)
    proxy = _proxy(ground, environment, pulls.get("egress"))
    jobs = build_database_jobs(
        ground,
        data,
        secrets,
        environment,
        namespace=authority.namespaces["data"],
        image=_after(ground.settings.image(OPERATIONS), proxy.image),
        platform=operator,
        pull_secret=pulls.get("data"),
    )
    filled = build_secret_variables(ground, secrets, stores=stores, writers=[jobs.bootstrap])
    services = _of_the_platform(
        ground, secrets, jobs, platform, image=_after(ground.settings.image(OPERATIONS), proxy.image)
    )
    before = _Before(
        environment=environment,
        authority=authority,
        proxy=proxy,
        jobs=jobs,
        filled=filled,
        migration=build_migration(ground, data, authority, jobs, filled, pull_secret=pulls.get("data")),
        trusted=build_vault_trust(ground, stores, configured=[services.vault] if services else []),
        messages=build_nats_clients(platform.messages if platform else None, environment.namespaces, operator=operator),
        runs=[services.runs] if services else [],
        resolver=platform.resolver if platform else EXECUTION_RESOLVER,
        pulls=pulls,
    )
    workloads = {
        str(workload.name): _workload(ground, data, workload, before) for workload in ground.settings.workloads
    }
    images = {name: workload.image for name, workload in workloads.items()}
    build_public_host(ground, environment.namespaces["control"], images, after=platform.entry if platform else [])
    bundle = build_secrets_rotation(
        ground,
        secrets,
        environment,
        namespace=authority.namespaces["data"],
        # There is something to restart once it runs.
        image=_after(ground.settings.image(OPERATIONS), *images.values()),
        pull_secret=pulls.get("data"),
    )
    return AppsLayer(
        environment=environment,
        images={PROXY: proxy.image, OPERATIONS: jobs.bootstrap.image, **images},
        migrated=before.migration.completed if before.migration else None,
        bundle=bundle,
    )


def _of_the_platform(
    ground: Ground,
    secrets: SecretsLayer,
    jobs: DatabaseJobs,
    platform: PlatformLayer | None,
    *,
    image: pulumi.Output[str],
) -> _Services | None:
    """Build what the platform's services wait for of this layer, where this stack has the platform."""
    if platform is None:
        return None
    store = platform_store(ground, platform.vault.namespace, [platform.secrets])
    pull_secret = platform_pull_secret(ground, secrets, namespace=platform.vault.namespace, store=store)
    vault = build_vault_jobs(ground, platform.vault, image=image, pull_secret=pull_secret)
    build_nats_jobs(platform.messages, image=image, pull_secret=pull_secret)
    believing = _platform_authority(ground, platform.vault.namespace)
    runs = build_temporal(platform.runs, secrets, namespace=believing, store=store, logins=[jobs.bootstrap]).synced
    if platform.people:
        build_keycloak(
            platform.people,
            secrets,
            namespace=believing,
            store=store,
            logins=[jobs.bootstrap],
            entry=platform.entry,
        )
    return _Services(vault=vault, runs=runs)


def _platform_authority(ground: Ground, namespace: pulumi.Input[str]) -> pulumi.Output[str]:
    """The platform's namespace, once it says whom to believe that a server is the database's."""
    return DatabaseAuthority(
        # Called by the first that needed it, because another name would be another object.
        f"{TEMPORAL}-database-authority",
        DatabaseAuthorityArgs(
            environment=ground.environment,
            certificates=read_database_authorities()[ground.settings.region],
            namespaces={"system": namespace},
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).namespaces.apply(lambda names: names["system"])


def _proxy(ground: Ground, environment: Environment, pull_secret: pulumi.Output[str] | None) -> EgressProxy:
    settings = ground.settings
    return EgressProxy(
        "egress-proxy",
        EgressProxyArgs(
            environment=ground.environment,
            image=settings.image(PROXY),
            image_sha=str(settings.image_sha),
            namespace=environment.namespaces["egress"],
            allowed_hosts=execution_hosts(settings),
            control_hosts=control_hosts(settings),
            replicas=settings.egress.replicas,
            placement=placement("system"),
            spread_required=spread_required(settings, settings.egress.replicas),
            pull_secret=pull_secret,
            rollout_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )


def _authority(ground: Ground, environment: Environment) -> DatabaseAuthority:
    return DatabaseAuthority(
        "database-authority",
        DatabaseAuthorityArgs(
            environment=ground.environment,
            certificates=read_database_authorities()[ground.settings.region],
            namespaces={plane: environment.namespaces[plane] for plane in _DATABASE_PLANES},
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )


def _workload(
    ground: Ground,
    data: DataLayer,
    workload: WorkloadSettings,
    before: _Before,
) -> Workload:
    settings = ground.settings
    environment, proxy, migrated = before.environment, before.proxy, before.migration
    # One that does not use the database waits too: a migration that fails leaves the old release whole.
    previous = migrated.image if migrated else before.jobs.bootstrap.image
    # Temporal is asked once, at the start: who comes before it has no runs until it is started again.
    runs = before.runs if "temporal" in workload.uses else ()
    secret = _secret_of(before.filled, str(workload.name))
    if workload.secret_files:
        # Without it the agent believes no server, and the pod never starts.
        secret = [*secret, before.trusted[workload.plane]]
    if "nats" in workload.uses:
        # Without it the pod's volume is not there, and the pod never starts.
        secret = [*secret, before.messages[workload.plane]]
    image = _after(settings.image(workload.image_name), previous, *secret, *runs)
    spaces = before.authority.namespaces if workload.plane == "control" else environment.namespaces
    namespace = spaces[workload.plane]
    role = workload_role(ground, data, workload)
    if role:
        # A pod that starts before its association exists runs without its AWS identity until it is restarted.
        namespace = pulumi.Output.all(namespace, role.association_id).apply(lambda values: str(values[0]))
    return Workload(
        str(workload.name),
        WorkloadArgs(
            container=workload_container(
                ground,
                data,
                workload,
                image=image,
                proxy_url=proxy.control_url if workload.plane == "control" else proxy.url,
                resolver=before.resolver,
                pull_secret=before.pulls.get(workload.plane),
            ),
            namespace=namespace,
            replicas=workload.scaling.replicas,
            autoscaling=autoscaling(workload.scaling),
            placement=placement(workload.plane),
            spread_required=spread_required(settings, workload.scaling.maximum),
            sticky=workload.affinity == "clientAddress",
            rollout_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )


def _after(image: str, *previous: pulumi.Output[str]) -> pulumi.Output[str]:
    """An image, known once the previous one runs and the secret that its pods read is filled."""
    return pulumi.Output.all(*previous).apply(lambda _: image)


def _secret_of(filled: Mapping[str, pulumi.Output[str]], component: str) -> list[pulumi.Output[str]]:
    return [filled[component]] if component in filled else []
