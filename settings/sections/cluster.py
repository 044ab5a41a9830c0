"""The EKS cluster."""

from domain.cidr import Cidr
from domain.kubernetes_version import KubernetesVersion
from settings.section import Section


class Cluster(Section):
    """The cluster's version and who may reach its API server."""

    version: KubernetesVersion
    """The Kubernetes version; it also decides the versions of the add-ons."""

    public_access_cidrs: tuple[Cidr, ...] = ()
    """The networks that may reach a public endpoint; empty means that there is only the private one."""
