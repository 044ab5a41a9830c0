"""The catalogues agree with what AWS lists, as far as the tools in our lock know it, and with each other.

moto carries AWS's own answer to DescribeInstanceTypes, cfn-lint the classes and types of AWS's price list. A newer lock
can fail these tests: that is how the catalogues are found to be out of date.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES

from components.aws.machine_image import ami_type
from domain.database_capacity import connections
from domain.database_catalogue import DATABASE_FAMILIES
from domain.database_class import DatabaseClass
from domain.instance_catalogue import INSTANCE_FAMILIES, InstanceFamily
from domain.instance_type import InstanceType

_LISTED: Any = INSTANCE_TYPES
_PROCESSORS = {"amd64": "x86_64", "arm64": "arm64"}
_PREVIOUS_GENERATIONS = {"m1", "m2", "m3", "m4", "r3", "r4", "t1", "t2"}
# The only class that is named otherwise than its machine.
_NAMED_AS = {"x2g": "x2gd"}


def _price_list(name: str) -> dict[str, Any]:
    """One of cfn-lint's extensions: what can be bought, by region."""
    text = files("cfnlint").joinpath("data", "schemas", "extensions", *name.split("/")).read_text(encoding="utf-8")
    return {region: entry for region, entry in json.loads(text).items() if isinstance(entry, dict)}


@cache
def _instance_types_for_sale() -> set[str]:
    by_region = _price_list("aws_ec2_instance/instancetype_enum.json").values()
    return {name for entry in by_region for name in entry["enum"]}


@cache
def _database_classes_for_sale() -> set[str]:
    """Every class of RDS for PostgreSQL."""
    rules = [
        rule
        for entry in _price_list("aws_rds_dbinstance/dbinstanceclass_enum.json").values()
        for rule in entry["allOf"]
    ]
    return {
        name
        for rule in rules
        if rule["if"]["properties"]["Engine"] == {"const": "postgres"}
        for name in rule["then"]["properties"]["DBInstanceClass"]["enum"]
    }


@pytest.mark.parametrize(("family", "known"), INSTANCE_FAMILIES.items())
def test_an_instance_family_is_what_aws_says_it_is(family: str, known: InstanceFamily) -> None:
    """Every size is for sale, has the processor that the catalogue says, and an accelerator where it says so."""
    for size in known.sizes:
        listed = _LISTED[f"{family}.{size}"]
        accelerators = {name for name in ("GpuInfo", "NeuronInfo", "InferenceAcceleratorInfo") if name in listed}
        assert f"{family}.{size}" in _instance_types_for_sale()
        assert listed["ProcessorInfo"]["SupportedArchitectures"] == [_PROCESSORS[known.architecture]]
        assert ("GpuInfo" in accelerators) is (known.accelerator == "nvidia")
        assert bool(accelerators - {"GpuInfo"}) is (known.accelerator == "neuron")


@pytest.mark.parametrize(("family", "known"), INSTANCE_FAMILIES.items())
def test_every_instance_type_passes_both_sides(family: str, known: InstanceFamily) -> None:
    """What the settings accept, a node pool boots: one image for the whole family."""
    types = [InstanceType(f"{family}.{size}") for size in known.sizes]
    processor = {"amd64": "x86_64", "arm64": "ARM_64"}[known.architecture]
    assert ami_type(types) == f"AL2023_{processor}_{(known.accelerator or 'standard').upper()}"


def test_the_database_classes_are_those_that_are_for_sale() -> None:
    """All of them, but for the generations before the versions of PostgreSQL that we run."""
    known = {f"db.{family}.{size}" for family, sizes in DATABASE_FAMILIES.items() for size in sizes}
    current = {name for name in _database_classes_for_sale() if name.split(".")[1] not in _PREVIOUS_GENERATIONS}
    assert known == current


@pytest.mark.parametrize(("family", "sizes"), DATABASE_FAMILIES.items())
def test_a_database_class_has_the_memory_of_its_machine(family: str, sizes: dict[str, int]) -> None:
    """RDS says no other: a class is an EC2 instance type with PostgreSQL on it."""
    for size, gib in sizes.items():
        machine = _LISTED.get(f"{_NAMED_AS.get(family, family)}.{size}")
        assert machine is not None, f"EC2 has no {family}.{size}"
        assert machine["MemoryInfo"]["SizeInMiB"] == gib * 1024


@pytest.mark.parametrize(("family", "sizes"), DATABASE_FAMILIES.items())
def test_every_database_class_passes_both_sides(family: str, sizes: dict[str, int]) -> None:
    """What the settings accept has a number of connections to be alarmed at."""
    bearable = [connections(DatabaseClass(f"db.{family}.{size}")) for size in sizes]
    assert bearable == sorted(bearable)
    assert bearable[0] > 50
