"""Each instance type boots an image of its own processor."""

import pytest

from components.aws.machine_image import ami_type
from domain.instance_catalogue import INSTANCE_FAMILIES


@pytest.mark.parametrize(
    ("instance_types", "image"),
    [
        (["m7i.large", "m6a.large"], "AL2023_x86_64_STANDARD"),
        (["m7g.large", "c7gn.xlarge", "t4g.medium"], "AL2023_ARM_64_STANDARD"),
        (["g5.xlarge", "p4d.24xlarge"], "AL2023_x86_64_NVIDIA"),
        (["g5g.xlarge"], "AL2023_ARM_64_NVIDIA"),
        (["inf2.xlarge", "trn1.32xlarge"], "AL2023_x86_64_NEURON"),
        (["r8gd.metal-24xl"], "AL2023_ARM_64_STANDARD"),
    ],
)
def test_the_image_follows_processor_and_accelerator(instance_types: list[str], image: str) -> None:
    """Graviton is told by the family's letters, a GPU by its series."""
    assert ami_type(instance_types) == image


def test_no_machine_is_paravirtual() -> None:
    """Amazon Linux 2023 has no such image, and no family boots anything else."""
    images = {ami_type([f"{name}.{size}"]) for name, family in INSTANCE_FAMILIES.items() for size in family.sizes}
    assert {image.partition("_")[0] for image in images} == {"AL2023"}


def test_two_processors_in_one_pool_are_refused_in_one_line() -> None:
    """The message names each type and what it would boot."""
    with pytest.raises(ValueError, match=r"m7g\.large boots AL2023_ARM_64_STANDARD, m7i\.large boots AL2023_x86_64"):
        ami_type(["m7g.large", "m7i.large"])


@pytest.mark.parametrize("instance_types", [["large"], ["m7g"], []])
def test_what_is_no_instance_type_is_refused(instance_types: list[str]) -> None:
    """A malformed name never reaches AWS."""
    with pytest.raises(ValueError, match="instance type"):
        ami_type(instance_types)
