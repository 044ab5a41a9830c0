"""What the instance types of the catalogue are made of, as AWS says: infra/machines.json, one family a line.

Each size has its processors, its memory in MiB, its network interfaces and the addresses of each of them, of the card
that every instance type has. A test holds the file against AWS's answer to DescribeInstanceTypes as our lock carries
it, and writes it anew where it is told to.
"""

import json
from functools import cache
from pathlib import Path

from domain.instance_type import InstanceType
from domain.machine import Machine

PATH = Path(__file__).resolve().parent.parent / "infra" / "machines.json"


def machine_of(instance_type: InstanceType) -> Machine:
    """Return what an instance type is made of."""
    processors, memory_mebibytes, interfaces, addresses = _read()[instance_type.family][instance_type.size]
    return Machine(processors=processors, memory_mebibytes=memory_mebibytes, interfaces=interfaces, addresses=addresses)


@cache
def _read() -> dict[str, dict[str, list[int]]]:
    return json.loads(PATH.read_text(encoding="utf-8"))
