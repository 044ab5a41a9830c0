"""The Kubernetes versions that an environment can run: the add-ons pinned for each, and until when EKS supports it."""

from dataclasses import dataclass
from datetime import date
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
    metrics_server: str


@dataclass(frozen=True, kw_only=True)
class KubernetesRelease:
    """One minor version, as EKS offers it."""

    standard_support_ends: date
    """The last day of EKS's standard support; a cluster of ours has no other, and is upgraded by EKS after it."""
    addons: AddonVersions


SUPPORTED = MappingProxyType(
    {
        "1.34": KubernetesRelease(
            standard_support_ends=date(2026, 12, 2),
            addons=AddonVersions(
                vpc_cni="v1.20.4-eksbuild.2",
                coredns="v1.12.4-eksbuild.1",
                kube_proxy="v1.34.1-eksbuild.2",
                aws_ebs_csi_driver="v1.52.1-eksbuild.1",
                eks_pod_identity_agent="v1.3.10-eksbuild.1",
                metrics_server="v0.8.0-eksbuild.6",
            ),
        ),
        "1.35": KubernetesRelease(
            standard_support_ends=date(2027, 3, 27),
            addons=AddonVersions(
                vpc_cni="v1.21.1-eksbuild.1",
                coredns="v1.13.2-eksbuild.4",
                kube_proxy="v1.35.3-eksbuild.2",
                aws_ebs_csi_driver="v1.55.0-eksbuild.1",
                eks_pod_identity_agent="v1.3.10-eksbuild.3",
                metrics_server="v0.8.1-eksbuild.6",
            ),
        ),
        "1.36": KubernetesRelease(
            standard_support_ends=date(2027, 8, 2),
            addons=AddonVersions(
                vpc_cni="v1.22.4-eksbuild.3",
                coredns="v1.14.3-eksbuild.16",
                kube_proxy="v1.36.0-eksbuild.21",
                aws_ebs_csi_driver="v1.66.0-eksbuild.1",
                eks_pod_identity_agent="v1.3.10-eksbuild.3",
                metrics_server="v0.9.0-eksbuild.11",
            ),
        ),
    }
)
"""The one place where add-ons are pinned; a Kubernetes version that is not here is not supported.

The dates are those of EKS's release calendar, as endoflife.date lists them.
"""


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
        return SUPPORTED[str(self)].addons

    @property
    def standard_support_ends(self) -> date:
        """The last day on which EKS leaves a cluster at this version."""
        return SUPPORTED[str(self)].standard_support_ends
