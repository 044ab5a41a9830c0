"""Kubernetes quantities of processor and memory, comparable and addable."""

from typing import ClassVar

from domain.text import Text

_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


class CpuQuantity(Text):
    """An amount of processor: cores, or thousandths of one."""

    pattern: ClassVar[str] = r"[1-9][0-9]{0,6}m|[1-9][0-9]{0,3}"
    expected: ClassVar[str] = "an amount of CPU"
    example: ClassVar[str] = '"250m" or "2"'

    @property
    def millicores(self) -> int:
        """The amount in thousandths of a core."""
        return int(self[:-1]) if self.endswith("m") else int(self) * 1000


class MemoryQuantity(Text):
    """An amount of memory with a binary suffix."""

    pattern: ClassVar[str] = r"[1-9][0-9]{0,6}(Ki|Mi|Gi|Ti)"
    expected: ClassVar[str] = "an amount of memory"
    example: ClassVar[str] = "512Mi"

    @property
    def bytes(self) -> int:
        """The amount in bytes."""
        return int(self[:-2]) * _BINARY[self[-2:]]

    def times(self, count: int) -> "MemoryQuantity":
        """So many of it, spelled as Kubernetes gives it back: in the largest unit that leaves no fraction."""
        amount = self.bytes * count
        unit = max((name for name in _BINARY if amount % _BINARY[name] == 0), key=lambda name: _BINARY[name])
        return MemoryQuantity(f"{amount // _BINARY[unit]}{unit}")
