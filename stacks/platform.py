"""L2, platform: the namespace of what all environments of a cluster share, and the ways into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes.admission import Admission, AdmissionArgs
from components.kubernetes.default_namespace import DefaultNamespace, DefaultNamespaceArgs
from components.kubernetes.environment import namespace_name
from components.kubernetes.execution_resolver import ExecutionResolver, ExecutionResolverArgs
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.platform_ways import platform_flows
from components.kubernetes.preview_access import PreviewAccess, PreviewAccessArgs
from components.kubernetes.traffic import Traffic, TrafficArgs
from components.platform.external_secrets import (
    EXTERNAL_SECRETS,
    ExternalSecrets,
    ExternalSecretsArgs,
    external_secrets_flows,
)
from domain.eks_image import coredns_image
from domain.external_secrets_size import external_secrets_replicas
from domain.stack_name import ANY_REVIEW
from settings.charts import chart
from settings.model import FoundationPlan
from settings.sections.cluster import Cluster
from stacks.called import services_called
from stacks.external_dns import PUBLIC_NAMES
from stacks.gitops import GitopsLayer, build_gitops
from stacks.keycloak import PEOPLE
from stacks.layer import Ground
from stacks.load_balancers import ENTRY
from stacks.nats import MESSAGES
from stacks.nats_jobs import Messages
from stacks.platform_services import build_services, later, service_flows, services_of
from stacks.service_ground import ServiceGround
from stacks.sizes import metrics_ports, placement, quota
from stacks.temporal import RUNS
from stacks.vault import SECRET_FILES
from stacks.vault_jobs import Vaulted


@dataclass(frozen=True, kw_only=True)
class PlatformLayer:
    """What L2 hands up."""

    resolver: pulumi.Output[str]
    """The address of the execution plane's resolver, known once it answers."""
    secrets: ExternalSecrets
    """What fills secrets; its kinds are unknown before it is there."""
    gitops: GitopsLayer
    """What installs charts."""
    messages: Messages
    """NATS, which is there and has no copy of its streams yet."""
    runs: ServiceGround
    """Where and when Temporal is installed, once the database is there."""
    people: ServiceGround | None
    """Where and when Keycloak is installed, once the database is there; None where somebody outside issues tokens."""
    entry: Sequence[pulumi.Resource]
    """What makes the load balancer and its names, and has to be there until both are gone."""
    vault: Vaulted
    """Vault, which is there and may never have been initialised."""


def build_platform(ground: Ground, plan: FoundationPlan) -> PlatformLayer:
    """Build L2 on a cluster."""
    settings = ground.settings
    name = namespace_name(settings.environment.name, "system")
    system = Namespace(
        "system",
        NamespaceArgs(
            environment=settings.environment.name,
            namespace=name,
            plane="system",
            quota=quota(settings.quotas.system),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).namespace
    traffic = Traffic(
        "system-ways",
        TrafficArgs(
            flows=(
                *platform_flows(metrics_ports(settings), services_called(settings)),
                *external_secrets_flows(ground.foundation.endpoint_blocks),
                *service_flows(ground),
            ),
            namespaces={name: system},
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    Admission(
        "admission",
        AdmissionArgs(
            environment=settings.environment.name,
            image_owner=str(settings.images.organization),
            by_digest=settings.images.by_digest,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    PreviewAccess(
        "preview-access",
        PreviewAccessArgs(environment=settings.environment.name, cluster=ground.cluster),
        opts=ground.in_cluster,
    )
    DefaultNamespace("default", DefaultNamespaceArgs(cluster=ground.cluster), opts=ground.in_cluster)
    # Both are ready once they have asked the Kubernetes API, for which their ways to it must be open.
    opened = pulumi.Output.all(system, traffic.policies).apply(lambda values: str(values[0]))
    secrets = _secrets(ground, opened)
    gitops = build_gitops(ground, plan, services_of(settings), system=opened)
    # Services are given their secrets by the operator, whose kinds their charts may bring objects of.
    ready = pulumi.Output.all(opened, secrets.release).apply(lambda values: str(values[0]))
    installed = build_services(ground, plan, project=gitops.project, namespace=ready)
    return PlatformLayer(
        resolver=_resolver(ground, plan.cluster, opened),
        secrets=secrets,
        gitops=gitops,
        messages=Messages(
            site=later(ground, plan, MESSAGES, project=gitops.project, namespace=ready, installed=installed),
            synced=installed[MESSAGES.name].synced,
        ),
        runs=later(ground, plan, RUNS, project=gitops.project, namespace=ready, installed=installed),
        people=later(ground, plan, PEOPLE, project=gitops.project, namespace=ready, installed=installed)
        if settings.runs_keycloak
        else None,
        entry=[installed[service.name] for service in (ENTRY, PUBLIC_NAMES)],
        vault=Vaulted(namespace=ready, plan=plan, synced=installed[SECRET_FILES.name].synced),
    )


def _resolver(ground: Ground, cluster: Cluster, namespace: pulumi.Output[str]) -> pulumi.Output[str]:
    settings = ground.settings
    return ExecutionResolver(
        "execution-resolver",
        ExecutionResolverArgs(
            environment=settings.environment.name,
            image=_resolver_image(str(settings.region), cluster),
            namespace=namespace,
            placement=placement("system"),
            spread_required=settings.environment.survives_a_zone,
            rollout_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).address


def _secrets(ground: Ground, namespace: pulumi.Output[str]) -> ExternalSecrets:
    settings, foundation = ground.settings, ground.foundation
    environment = settings.environment
    return ExternalSecrets(
        "external-secrets",
        ExternalSecretsArgs(
            chart=chart(EXTERNAL_SECRETS),
            environment=environment.name,
            readable=[environment.name, *([ANY_REVIEW] if environment.hosts_reviews else [])],
            region=str(settings.region),
            account_id=ground.account_id,
            cluster_name=foundation.cluster_name,
            cluster_arn=foundation.cluster_arn,
            key_arn=foundation.secrets_key_arn,
            namespace=namespace,
            replicas=external_secrets_replicas(survives_a_zone=environment.survives_a_zone),
            placement=placement("system"),
            permissions_boundary=foundation.permissions_boundary_arn,
            rollout_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_both,
    )


def _resolver_image(region: str, cluster: Cluster) -> str:
    digest = cluster.coredns.digest if cluster.coredns else None
    return coredns_image(region, cluster.version.addons.coredns, digest)
