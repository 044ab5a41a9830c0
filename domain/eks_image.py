"""The images of EKS's own add-ons, which AWS keeps in a registry of each region."""

import re

from domain.image_digest import ImageDigest
from domain.kubernetes_version import SUPPORTED

_REGISTRY = "602401143452"
_REGISTRIES = {
    "af-south-1": "877085696533",
    "ap-east-1": "800184023465",
    "ap-east-2": "533267051163",
    "ap-south-2": "900889452093",
    "ap-southeast-3": "296578399912",
    "ap-southeast-4": "491585149902",
    "ap-southeast-5": "151610086707",
    "ap-southeast-6": "333609536671",
    "ap-southeast-7": "121268973566",
    "ca-west-1": "761377655185",
    "eu-central-2": "900612956339",
    "eu-south-1": "590381155156",
    "eu-south-2": "455263428931",
    "il-central-1": "066635153087",
    "me-central-1": "759879836304",
    "me-south-1": "558608220178",
    "mx-central-1": "730335286997",
}
"""The accounts of the registries that are not in AWS's first one, as EKS's user guide lists them."""


def coredns_image(region: str, version: str, digest: str | None = None) -> str:
    """The image that the add-on `coredns` of this version runs in a region, by its digest where that is known."""
    name = f"{_REGISTRIES.get(region, _REGISTRY)}.dkr.ecr.{region}.amazonaws.com/eks/coredns:{version}"
    return f"{name}@{digest}" if digest else name


def is_coredns_image(image: str) -> bool:
    """Tell whether a name is that of CoreDNS as EKS builds it, in a version that is pinned for a cluster of ours.

    By its tag, or by any digest beside it: which one is right only AWS knows."""
    name, pinned_by_digest, digest = image.partition("@")
    registry, _, rest = name.partition(".dkr.ecr.")
    region, _, _ = rest.partition(".")
    pinned = {release.addons.coredns for release in SUPPORTED.values()}
    if pinned_by_digest and not re.fullmatch(ImageDigest.pattern, digest, re.ASCII):
        return False
    return bool(registry) and name in {coredns_image(region, version) for version in pinned}
