"""An EC2 instance type."""

from difflib import get_close_matches
from typing import ClassVar

from domain.architecture import Architecture
from domain.instance_catalogue import INSTANCE_FAMILIES, Accelerator, InstanceFamily
from domain.text import Text, shown


class InstanceType(Text):
    """An EC2 instance type of the catalogue: family and size."""

    pattern: ClassVar[str] = r"[a-z][a-z0-9-]*[0-9][a-z0-9-]*\.[a-z0-9-]+"
    expected: ClassVar[str] = "an EC2 instance type"
    example: ClassVar[str] = "m7g.large"

    def check(self) -> None:
        """Refuse what is not in the catalogue, with what is nearest to it there."""
        found = INSTANCE_FAMILIES.get(self.family)
        if found is None:
            near = get_close_matches(self.family, INSTANCE_FAMILIES, n=3, cutoff=0.5)
            advice = f"near ones are {', '.join(near)}" if near else f"for example {self.example}"
            raise ValueError(f"{shown(str(self))} is of no family that EKS's nodes can be; {advice}")
        if self.size not in found.sizes:
            raise ValueError(f"{shown(str(self))} does not exist; {self.family} has {', '.join(found.sizes)}")

    @property
    def family(self) -> str:
        """The part before the dot, such as `m7g`."""
        return self.split(".", 1)[0]

    @property
    def size(self) -> str:
        """The part after the dot, such as `large`."""
        return self.split(".", 1)[1]

    @property
    def architecture(self) -> Architecture:
        """The processor's architecture."""
        return self._family.architecture

    @property
    def accelerator(self) -> Accelerator | None:
        """The accelerator it carries, if any."""
        return self._family.accelerator

    @property
    def _family(self) -> InstanceFamily:
        return INSTANCE_FAMILIES[self.family]
