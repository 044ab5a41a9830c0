"""The EC2 instance types that a node can be, with what EKS's images have to fit.

As AWS listed them on 2026-10-20, in the price list of EC2 and in its answer to DescribeInstanceTypes: the families on
Nitro, with an x86_64 processor or a Graviton2 and later. Left out are A1 (Amazon Linux 2023 wants a Graviton2), Macs,
the families on Xen, the high-memory families, and accelerators that EKS's images have no driver for. A test holds the
table against both lists as our locked tools carry them; docs/adr/0085 says how it is kept current.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from domain.architecture import Architecture

Accelerator = Literal["nvidia", "neuron"]
"""Whose accelerator a node carries: NVIDIA's, or AWS's own Inferentia and Trainium."""


@dataclass(frozen=True, kw_only=True)
class InstanceFamily:
    """What all instance types of a family have in common, and their sizes."""

    architecture: Architecture
    accelerator: Accelerator | None
    sizes: tuple[str, ...]


_ROWS: tuple[tuple[Architecture, Accelerator | None, str, str], ...] = (
    # Burstable.
    ("arm64", None, "t4g", "nano micro small medium large xlarge 2xlarge"),
    ("amd64", None, "t3 t3a", "nano micro small medium large xlarge 2xlarge"),
    ("amd64", None, "t8i", "nano micro small medium"),
    # Graviton: general purpose (m), compute (c) and memory (r, x).
    (
        "arm64",
        None,
        "c6g c6gd c7g c7gd c7gn m6g m6gd m7g m7gd r6g r6gd r7g r7gd x2gd",
        "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge metal",
    ),
    ("arm64", None, "c6gn", "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
    (
        "arm64",
        None,
        "c8g c8gb c8gd c8gn m8g m8gb m8gd m8gn r8g r8gb r8gd r8gn x8g",
        "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    (
        "arm64",
        None,
        "c9g c9gd m9g m9gd r9g r9gd",
        "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-48xl",
    ),
    # AMD.
    (
        "amd64",
        None,
        "c5a c5ad m5a m5ad r5a r5ad",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
    ),
    (
        "amd64",
        None,
        "c6a m6a r6a",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge metal",
    ),
    (
        "amd64",
        None,
        "c7a m7a r7a",
        "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge metal-48xl",
    ),
    (
        "amd64",
        None,
        "c8a m8a r8a",
        "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    ("amd64", None, "m8azn", "medium large xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal-12xl metal-24xl"),
    ("amd64", None, "x8aedz", "large xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal-12xl metal-24xl"),
    # Intel.
    ("amd64", None, "c5 c5d", "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge metal"),
    ("amd64", None, "c5n", "large xlarge 2xlarge 4xlarge 9xlarge 18xlarge metal"),
    (
        "amd64",
        None,
        "m5 m5d m5dn m5n r5 r5b r5d r5dn r5n",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge metal",
    ),
    ("amd64", None, "m5zn z1d", "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge metal"),
    (
        "amd64",
        None,
        "c6i c6id c6in i4i m6i m6id m6idn m6in r6i r6id r6idn r6in",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge metal",
    ),
    (
        "amd64",
        None,
        "c7i i7i m7i r7i",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    (
        "amd64",
        None,
        "c7i-flex c8i-flex m7i-flex m8i-flex r8i-flex",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
    ),
    (
        "amd64",
        None,
        "r7iz",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 32xlarge metal-16xl metal-32xl",
    ),
    (
        "amd64",
        None,
        "c8i c8ib c8id c8in m8i m8ib m8id m8idb m8idn m8in r8i r8ib r8id r8idb r8idn r8in",
        (
            "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge"
            " metal-48xl metal-96xl"
        ),
    ),
    ("amd64", None, "c8ine m8ine", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge"),
    ("amd64", None, "x2idn", "16xlarge 24xlarge 32xlarge metal"),
    ("amd64", None, "x2iedn", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge metal"),
    ("amd64", None, "x2iezn", "2xlarge 4xlarge 6xlarge 8xlarge 12xlarge metal"),
    (
        "amd64",
        None,
        "x8i",
        (
            "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 64xlarge 96xlarge"
            " metal-48xl metal-96xl"
        ),
    ),
    # With disks of their own.
    ("arm64", None, "i4g im4gn", "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge"),
    ("arm64", None, "is4gen", "medium large xlarge 2xlarge 4xlarge 8xlarge"),
    (
        "arm64",
        None,
        "i8g",
        "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    (
        "arm64",
        None,
        "i8ge",
        "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 18xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    ("amd64", None, "d3", "xlarge 2xlarge 4xlarge 8xlarge"),
    ("amd64", None, "d3en", "xlarge 2xlarge 4xlarge 6xlarge 8xlarge 12xlarge"),
    ("amd64", None, "i3en", "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal"),
    (
        "amd64",
        None,
        "i7ie",
        "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 18xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
    ),
    # For computing in parallel.
    ("arm64", None, "hpc7g", "4xlarge 8xlarge 16xlarge"),
    ("amd64", None, "hpc6a", "48xlarge"),
    ("amd64", None, "hpc6id", "32xlarge"),
    ("amd64", None, "hpc7a", "12xlarge 24xlarge 48xlarge 96xlarge"),
    ("amd64", None, "hpc8a", "96xlarge"),
    # With accelerators.
    ("arm64", "nvidia", "g5g", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge metal"),
    ("amd64", "nvidia", "g4dn", "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge metal"),
    ("amd64", "nvidia", "g5 g6 g6e", "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"),
    ("amd64", "nvidia", "gr6", "4xlarge 8xlarge"),
    ("amd64", "nvidia", "p4d p4de", "24xlarge"),
    ("amd64", "nvidia", "p5", "4xlarge 48xlarge"),
    ("amd64", "nvidia", "p5e p5en p6-b200", "48xlarge"),
    ("amd64", "neuron", "inf2", "xlarge 8xlarge 24xlarge 48xlarge"),
    ("amd64", "neuron", "trn1", "2xlarge 32xlarge"),
    ("amd64", "neuron", "trn1n", "32xlarge"),
    ("amd64", "neuron", "trn2", "48xlarge"),
)

INSTANCE_FAMILIES: Mapping[str, InstanceFamily] = MappingProxyType(
    {
        family: InstanceFamily(architecture=architecture, accelerator=accelerator, sizes=tuple(sizes.split()))
        for architecture, accelerator, families, sizes in _ROWS
        for family in families.split()
    }
)
"""Every family by its name, the part of an instance type before the dot."""
