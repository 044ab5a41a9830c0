"""L2, platform: the namespace of what all environments of a cluster share, and the ways into it."""

import pulumi

from components.kubernetes.admission import Admission, AdmissionArgs
from components.kubernetes.default_namespace import DefaultNamespace, DefaultNamespaceArgs
from components.kubernetes.environment import namespace_name
from components.kubernetes.execution_resolver import ExecutionResolver, ExecutionResolverArgs
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.platform_ways import platform_flows
from components.kubernetes.preview_access import PreviewAccess, PreviewAccessArgs
from components.kubernetes.traffic import Traffic, TrafficArgs
from domain.eks_image import coredns_image
from settings.sections.cluster import Cluster
from stacks.called import services_called
from stacks.layer import Ground
from stacks.sizes import metrics_ports, placement, quota, service_ports


def build_platform(ground: Ground, cluster: Cluster) -> ExecutionResolver:
    """Build L2 on a cluster; what the layers above wait for is the resolver of the execution plane."""
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
            flows=platform_flows(service_ports(settings), metrics_ports(settings), services_called(settings)),
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
    return ExecutionResolver(
        "execution-resolver",
        ExecutionResolverArgs(
            environment=settings.environment.name,
            image=_resolver_image(str(settings.region), cluster),
            # It is ready once it has read the services, for which its way to the Kubernetes API must be open.
            namespace=pulumi.Output.all(system, traffic.policies).apply(lambda values: str(values[0])),
            placement=placement("system"),
            rollout_seconds=settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )


def _resolver_image(region: str, cluster: Cluster) -> str:
    digest = cluster.coredns.digest if cluster.coredns else None
    return coredns_image(region, cluster.version.addons.coredns, digest)
