"""What EKS's add-ons ask of the nodes, as their own manifests request it in the versions that are pinned."""

from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity

ADDONS: tuple[PodDemand, ...] = (
    # Its own container and that of the network policies, 25m each; they say nothing of memory.
    PodDemand(name="aws-node", plane=None, cpu=CpuQuantity("50m"), memory=None, daemonset=True),
    PodDemand(name="kube-proxy", plane=None, cpu=CpuQuantity("100m"), memory=None, daemonset=True),
    # It requests nothing, and is a pod all the same.
    PodDemand(name="eks-pod-identity-agent", plane=None, cpu=None, memory=None, daemonset=True),
    # Driver, registrar and liveness probe, 10m and 40Mi each.
    PodDemand(name="ebs-csi-node", plane=None, cpu=CpuQuantity("30m"), memory=MemoryQuantity("120Mi"), daemonset=True),
    # They run on any node without a taint, and are counted where the platform is. Two of each, and one more while
    # they roll.
    PodDemand(
        name="coredns", plane="system", replicas=3, steady=2, cpu=CpuQuantity("100m"), memory=MemoryQuantity("70Mi")
    ),
    # Driver, provisioner, attacher, resizer, snapshotter, modifier and liveness probe, 10m and 40Mi each.
    PodDemand(
        name="ebs-csi-controller",
        plane="system",
        replicas=3,
        steady=2,
        cpu=CpuQuantity("70m"),
        memory=MemoryQuantity("280Mi"),
    ),
    PodDemand(
        name="metrics-server",
        plane="system",
        replicas=3,
        steady=2,
        cpu=CpuQuantity("100m"),
        memory=MemoryQuantity("200Mi"),
    ),
)
"""The add-ons of domain/kubernetes_version.py; whoever pins other versions looks at their requests."""
