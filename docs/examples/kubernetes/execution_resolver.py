"""A resolver of EKS's own image that knows services and nothing else."""

from components.kubernetes.execution_resolver import ExecutionResolver, ExecutionResolverArgs
from components.kubernetes.workload import Placement
from domain.eks_image import coredns_image
from domain.kubernetes_version import KubernetesVersion

ExecutionResolver(
    "resolver",
    ExecutionResolverArgs(
        environment="dev",
        image=coredns_image("eu-central-1", KubernetesVersion("1.35").addons.coredns),
        namespace="system",
        placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
    ),
)
