"""The image of CoreDNS is that of the pinned add-on, out of the registry of the region."""

import pytest

from domain.eks_image import coredns_image, is_coredns_image
from domain.kubernetes_version import SUPPORTED

PINNED = SUPPORTED["1.35"].addons.coredns


@pytest.mark.parametrize(("region", "registry"), [("eu-central-1", "602401143452"), ("eu-central-2", "900612956339")])
def test_a_region_has_its_registry(region: str, registry: str) -> None:
    """Most regions share AWS's first account; those that one has to opt into have others."""
    image = coredns_image(region, PINNED)
    assert image == f"{registry}.dkr.ecr.{region}.amazonaws.com/eks/coredns:{PINNED}"
    assert is_coredns_image(image)
    assert is_coredns_image(coredns_image(region, PINNED, f"sha256:{'0' * 64}"))


@pytest.mark.parametrize(
    "image",
    [
        f"123456789012.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:{PINNED}",
        f"602401143452.dkr.ecr.eu-central-1.amazonaws.com.example.com/eks/coredns:{PINNED}",
        f"602401143452.dkr.ecr.eu-central-2.amazonaws.com/eks/coredns:{PINNED}",
        "602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:latest",
        f"602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/kube-proxy:{PINNED}",
        f"602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:latest@sha256:{'0' * 64}",
        f"602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:{PINNED}@sha256:{'0' * 63}",
        f"602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/coredns:{PINNED}@",
        "coredns/coredns:1.13.2",
        "",
    ],
)
def test_nothing_else_is_it(image: str) -> None:
    """Another account, another host, another image, and a version that no cluster of ours has."""
    assert not is_coredns_image(image)
