"""The resolver answers for the services of the cluster, and has nobody whom it could ask about anything else."""

import pytest

from components.kubernetes.labels import plane_labels
from components.kubernetes.resolver_configuration import resolver_configuration
from domain.plane import PLANE_KEY, Plane
from tests.components.kubernetes.corefile import server_blocks

BLOCKS = server_blocks(resolver_configuration())
CLUSTER = BLOCKS["cluster.local:5353"]
OUTSIDE = BLOCKS[".:5353"]

# The plugins of CoreDNS that send a question to somebody else, or read answers from elsewhere.
ASKS_OTHERS = {"forward", "grpc", "route53", "azure", "clouddns", "etcd", "secondary", "transfer", "import", "dns64"}


def test_no_part_of_it_asks_anybody() -> None:
    """Neither for the cluster's names nor for others, and no name of the cluster falls through to another answer."""
    plugins = {name[0] for block in BLOCKS.values() for name in block}
    assert plugins & ASKS_OTHERS == set()
    assert not any("fallthrough" in line for block in BLOCKS.values() for lines in block.values() for line in lines)


def test_every_name_outside_is_denied_and_noted() -> None:
    """Whatever the type of the question: the root's block has the one answer, and logs who wanted it."""
    assert OUTSIDE["template", "ANY", "ANY"] == ["rcode NXDOMAIN"]
    assert ("log",) in OUTSIDE
    assert not any(name[0] == "kubernetes" for name in OUTSIDE)


def test_addresses_are_the_clusters_own_business_too() -> None:
    """The name of an address is looked up in the cluster, where the way out is shut as well."""
    assert BLOCKS.keys() == {"cluster.local:5353", "in-addr.arpa:5353", "ip6.arpa:5353", ".:5353"}
    assert BLOCKS["in-addr.arpa:5353"] is BLOCKS["ip6.arpa:5353"] is CLUSTER


@pytest.mark.parametrize(
    ("plane", "known"),
    [
        ("control", False),
        ("egress", True),
        ("system", True),
        ("execution", False),
        ("data", False),
        ("environment", False),
    ],
)
def test_it_knows_what_workers_call(plane: Plane, known: bool) -> None:
    """The proxy and the platform; what else the cluster has is not for them to list."""
    (selector,) = [
        line.removeprefix(f"namespace_labels {PLANE_KEY} in ").strip("()").split(",")
        for line in CLUSTER["kubernetes", "cluster.local", "in-addr.arpa", "ip6.arpa"]
        if line.startswith("namespace_labels")
    ]
    assert (plane_labels("dev", plane)[PLANE_KEY] in selector) is known
