"""L2, platform: the namespace of what all environments of a cluster share, and the ways into it."""

from components.kubernetes.admission import Admission, AdmissionArgs
from components.kubernetes.containment import platform_flows
from components.kubernetes.default_namespace import DefaultNamespace, DefaultNamespaceArgs
from components.kubernetes.environment import namespace_name
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.traffic import Traffic, TrafficArgs
from stacks.layer import Ground
from stacks.sizes import metrics_ports, quota, service_ports


def build_platform(ground: Ground) -> None:
    """Build L2."""
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
    Traffic(
        "system-ways",
        TrafficArgs(
            flows=platform_flows(service_ports(settings), metrics_ports(settings)),
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
    DefaultNamespace("default", DefaultNamespaceArgs(cluster=ground.cluster), opts=ground.in_cluster)
