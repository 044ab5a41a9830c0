"""A block of IPv4 addresses."""

from ipaddress import IPv4Network
from typing import ClassVar

from domain.text import Text, shown


class Cidr(Text):
    """An IPv4 network in CIDR notation, without host bits."""

    pattern: ClassVar[str] = r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}"
    expected: ClassVar[str] = "an IPv4 network in CIDR notation"
    example: ClassVar[str] = "10.20.0.0/16"

    def check(self) -> None:
        """Refuse numbers out of range and a network with host bits, naming the network that was meant."""
        try:
            meant = IPv4Network(str(self), strict=False)
        except ValueError:
            raise ValueError(self.refusal(str(self))) from None
        if str(meant) != str(self):
            raise ValueError(f"{shown(str(self))} has host bits set; the network is {meant}")

    @property
    def network(self) -> IPv4Network:
        """The block as the standard library's type, for arithmetic."""
        return IPv4Network(str(self))

    def overlaps(self, other: "Cidr") -> bool:
        """Tell whether the two blocks share an address."""
        return self.network.overlaps(other.network)

    def contains(self, other: "Cidr") -> bool:
        """Tell whether `other` lies wholly inside this block."""
        return other.network.subnet_of(self.network)
