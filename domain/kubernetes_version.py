"""The Kubernetes versions that an environment can run, and the add-ons pinned for each."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from domain.text import Text, shown


@dataclass(frozen=True, kw_only=True)
class AddonVersions:
    """The versions of the managed EKS add-ons that belong to one Kubernetes version."""

    vpc_cni: str
    coredns: str
    kube_proxy: str
    aws_ebs_csi_driver: str
    eks_pod_identity_agent: str


SUPPORTED = MappingProxyType(
    {
        "1.34": AddonVersions(
            vpc_cni="v1.20.4-eksbuild.2",
            coredns="v1.12.4-eksbuild.1",
            kube_proxy="v1.34.1-eksbuild.2",
            aws_ebs_csi_driver="v1.52.1-eksbuild.1",
            eks_pod_identity_agent="v1.3.10-eksbuild.1",
        ),
        "1.35": AddonVersions(
            vpc_cni="v1.21.1-eksbuild.1",
            coredns="v1.13.2-eksbuild.4",
            kube_proxy="v1.35.3-eksbuild.2",
            aws_ebs_csi_driver="v1.55.0-eksbuild.1",
            eks_pod_identity_agent="v1.3.10-eksbuild.3",
        ),
    }
)
"""The one place where add-ons are pinned; a Kubernetes version that is not here is not supported."""


class KubernetesVersion(Text):
    """A minor version of Kubernetes that EKS offers and that this repository pins add-ons for."""

    pattern: ClassVar[str] = r"1\.[0-9]{1,2}"
    expected: ClassVar[str] = "a Kubernetes minor version"
    example: ClassVar[str] = '"1.35" in quotes'

    def check(self) -> None:
        """Refuse a version without pinned add-ons."""
        if str(self) not in SUPPORTED:
            raise ValueError(f"{shown(str(self))} is not supported; supported are {', '.join(SUPPORTED)}")

    @property
    def minor(self) -> int:
        """The number after the dot."""
        return int(self.split(".", 1)[1])

    @property
    def addons(self) -> AddonVersions:
        """The add-on versions pinned for this version."""
        return SUPPORTED[str(self)]
