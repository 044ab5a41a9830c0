"""What instance types are made of, held against AWS's own list."""

import json
import os
from typing import Any

import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES

from domain.instance_catalogue import INSTANCE_FAMILIES
from domain.instance_type import InstanceType
from settings.machines import PATH, machine_of

_LISTED: Any = INSTANCE_TYPES


def _as_listed(family: str) -> dict[str, list[int]]:
    """What AWS says of a family's sizes: what is in the file."""
    found: dict[str, list[int]] = {}
    for size in INSTANCE_FAMILIES[family].sizes:
        listed = _LISTED[f"{family}.{size}"]
        network = listed["NetworkInfo"]
        found[size] = [
            listed["VCpuInfo"]["DefaultVCpus"],
            listed["MemoryInfo"]["SizeInMiB"],
            network["MaximumNetworkInterfaces"],
            network["Ipv4AddressesPerInterface"],
        ]
    return found


def test_the_machines_are_those_of_the_catalogue_as_aws_lists_them() -> None:
    """UPDATE_MACHINES=1 writes the file."""
    listed = {family: _as_listed(family) for family in sorted(INSTANCE_FAMILIES)}
    if os.environ.get("UPDATE_MACHINES"):
        lines = (f"  {json.dumps(family)}: {json.dumps(sizes)}" for family, sizes in listed.items())
        PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    assert json.loads(PATH.read_text(encoding="utf-8")) == listed


@pytest.mark.parametrize(
    ("instance_type", "millicores", "mebibytes", "pods"),
    [
        ("m7i.large", 1930, 6903, 29),
        ("m7g.large", 1930, 6903, 29),
        ("m7i.2xlarge", 7910, 29317, 58),
        # It has 118 addresses, for each of which its image keeps memory; EKS starts no more than 110 pods.
        ("m8i.2xlarge", 7910, 28657, 110),
    ],
)
def test_a_node_leaves_to_pods_what_its_image_does_not_keep(
    instance_type: str, millicores: int, mebibytes: int, pods: int
) -> None:
    """The kubelet's share, the eviction threshold, and one address for each pod."""
    room = machine_of(InstanceType(instance_type)).allocatable

    assert (room.millicores, room.bytes // 2**20, room.pods) == (millicores, mebibytes, pods)
