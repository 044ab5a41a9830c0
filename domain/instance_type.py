"""EC2 instance types and RDS instance classes."""

import re
from typing import ClassVar

from domain.text import Text

# The families that carry an accelerator; the digit is the generation, the rest the variant.
_ACCELERATED = re.compile(r"(p|g|gr|inf|trn|dl|vt|f)[0-9][a-z0-9-]*")

_SIZES = "nano|micro|small|medium|large|[0-9]{0,2}xlarge"


class InstanceType(Text):
    """An EC2 instance type: family and size."""

    pattern: ClassVar[str] = rf"[a-z][a-z0-9-]*[0-9][a-z0-9-]*\.({_SIZES}|metal|metal-[0-9]+xl)"
    expected: ClassVar[str] = "an EC2 instance type"
    example: ClassVar[str] = "m7g.large"

    @property
    def family(self) -> str:
        """The part before the dot, such as `m7g`."""
        return self.split(".", 1)[0]

    @property
    def has_gpu(self) -> bool:
        """Whether the family carries a GPU or another accelerator."""
        return _ACCELERATED.fullmatch(self.family) is not None

    @property
    def architecture(self) -> str:
        """The processor's architecture as Kubernetes names it; Graviton families carry a `g` after the generation."""
        graviton = re.fullmatch(r"[a-z]+[0-9]+g[a-z0-9-]*", self.family) or self.family == "a1"
        return "arm64" if graviton else "amd64"


class DatabaseClass(Text):
    """An RDS instance class."""

    pattern: ClassVar[str] = rf"db\.[a-z][a-z0-9]*\.({_SIZES})"
    expected: ClassVar[str] = "an RDS instance class"
    example: ClassVar[str] = "db.t4g.medium"
