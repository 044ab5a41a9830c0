"""The EKS cluster."""

from domain.cidr import Cidr
from domain.image_digest import ImageDigest
from domain.kubernetes_version import KubernetesVersion
from settings.section import Section


class CorednsImage(Section):
    """What EKS's image of CoreDNS is in one version of the add-on, as a pod of the add-on has it in its `imageID`:
    `kubectl get pods -n kube-system -l k8s-app=kube-dns -o yaml`."""

    version: str
    """The version of the add-on; it is the one that the cluster's version has."""

    digest: ImageDigest
    """The digest of that image."""


class Cluster(Section):
    """The cluster's version and who may reach its API server."""

    version: KubernetesVersion
    """The Kubernetes version; it also decides the versions of the add-ons."""

    public_access_cidrs: tuple[Cidr, ...] = ()
    """The networks that may reach a public endpoint; empty means that there is only the private one."""

    coredns: CorednsImage | None = None
    """What the resolver of the execution plane runs, byte for byte; without it, by the tag that EKS gave the image."""
