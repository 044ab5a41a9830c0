"""Which of EKS's machine images fits an instance type."""

import re
from collections.abc import Sequence

# The letters after a family's generation number tell its processor: `g` is Graviton, as in t4g, m7gd or c7gn.
_FAMILY = re.compile(r"^(?P<series>[a-z-]+)(?P<generation>\d+)(?P<options>[a-z]*)\.[a-z0-9-]+$")
_VARIANTS = {"g": "NVIDIA", "gr": "NVIDIA", "p": "NVIDIA", "inf": "NEURON", "trn": "NEURON"}


def ami_type(instance_types: Sequence[str]) -> str:
    """The Amazon Linux 2023 image that all the given instance types boot."""
    fitting = {instance_type: _image(instance_type) for instance_type in instance_types}
    images = set(fitting.values())
    if len(images) != 1:
        found = ", ".join(f"{instance_type} boots {image}" for instance_type, image in fitting.items())
        raise ValueError(f"instance types of one node pool boot one image: {found or 'none is named'}")
    return images.pop()


def _image(instance_type: str) -> str:
    family = _FAMILY.match(instance_type)
    if family is None:
        raise ValueError(f"{instance_type!r}: not an instance type such as m7g.large")
    processor = "ARM_64" if "g" in family["options"] else "x86_64"
    return f"AL2023_{processor}_{_VARIANTS.get(family['series'], 'STANDARD')}"
