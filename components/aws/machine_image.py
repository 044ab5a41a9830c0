"""Which of EKS's machine images fits an instance type."""

from collections.abc import Sequence

from domain.architecture import Architecture
from domain.instance_catalogue import Accelerator
from domain.instance_type import InstanceType

_PROCESSORS: dict[Architecture, str] = {"amd64": "x86_64", "arm64": "ARM_64"}
_VARIANTS: dict[Accelerator | None, str] = {None: "STANDARD", "nvidia": "NVIDIA", "neuron": "NEURON"}


def ami_type(instance_types: Sequence[str]) -> str:
    """The Amazon Linux 2023 image that all the given instance types boot."""
    fitting = {instance_type: _image(InstanceType(instance_type)) for instance_type in instance_types}
    images = set(fitting.values())
    if len(images) != 1:
        found = ", ".join(f"{instance_type} boots {image}" for instance_type, image in fitting.items())
        raise ValueError(f"instance types of one node pool boot one image: {found or 'none is named'}")
    return images.pop()


def _image(instance_type: InstanceType) -> str:
    return f"AL2023_{_PROCESSORS[instance_type.architecture]}_{_VARIANTS[instance_type.accelerator]}"
