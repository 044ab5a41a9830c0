"""What an EC2 instance leaves to pods once it is a node of EKS."""

from dataclasses import dataclass

# What the hypervisor and the kernel keep of the memory that AWS lists: Karpenter reckons with as much.
_UNSEEN_PERMILLE = 75
# What the node's image keeps of the memory: for itself, for each pod, and free before it evicts any.
_RESERVED_MEBIBYTES = 255
_RESERVED_FOR_EACH_POD = 11
_EVICTS_BELOW_MEBIBYTES = 100
# What it keeps of the processors: so many thousandths of a core, of each core up to this one.
_RESERVED_CORES = ((1, 60.0), (2, 10.0), (4, 5.0))
_RESERVED_OF_FURTHER_CORES = 2.5
# A managed node group starts no more pods, whatever its addresses: on few cores, and on many.
_MOST_PODS, _MOST_PODS_OF_MANY_CORES, _MANY_CORES = 110, 250, 30
_MEBIBYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Room:
    """What pods may request: of a node, or of what is left of it."""

    millicores: int
    """Processor, in thousandths of a core."""
    bytes: int
    """Memory."""
    pods: int
    """How many pods."""

    def holds(self, other: "Room") -> bool:
        """Whether there is at least as much of everything."""
        return self.millicores >= other.millicores and self.bytes >= other.bytes and self.pods >= other.pods

    def without(self, other: "Room") -> "Room":
        """What is left of it."""
        return Room(
            millicores=self.millicores - other.millicores,
            bytes=self.bytes - other.bytes,
            pods=self.pods - other.pods,
        )


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What an instance type is made of."""

    processors: int
    """Its virtual processors, which Kubernetes calls cores."""
    memory_mebibytes: int
    """Its memory, as AWS lists it."""
    interfaces: int
    """The network interfaces that it can have."""
    addresses: int
    """The addresses of each of them."""

    @property
    def allocatable(self) -> Room:
        """What EKS's image of Amazon Linux 2023 leaves to pods, with an address of the VPC for each of them.

        The CNI hands out single addresses and no prefixes; the interface's own is no pod's, and two pods of the
        system have the node's.
        """
        addressed = self.interfaces * (self.addresses - 1) + 2
        seen = self.memory_mebibytes * (1000 - _UNSEEN_PERMILLE) // 1000
        kept = _RESERVED_MEBIBYTES + _RESERVED_FOR_EACH_POD * addressed + _EVICTS_BELOW_MEBIBYTES
        return Room(
            millicores=self.processors * 1000 - self._reserved_millicores,
            bytes=max(seen - kept, 0) * _MEBIBYTE,
            pods=min(addressed, _MOST_PODS_OF_MANY_CORES if self.processors > _MANY_CORES else _MOST_PODS),
        )

    @property
    def _reserved_millicores(self) -> int:
        reserved, before = 0.0, 0
        for until, each in _RESERVED_CORES:
            reserved += max(min(self.processors, until) - before, 0) * each
            before = until
        return int(reserved + max(self.processors - before, 0) * _RESERVED_OF_FURTHER_CORES)
