"""Where the names of database instances lead on this machine, and which addresses of a network they stand for."""

import ipaddress
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from portarium_sandbox.cloud.request import Answer, Request

PATH = "/_sandbox/endpoints"
_RESERVED = 4
"""The addresses at the beginning of a subnet that AWS keeps; it keeps the last one, too."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A name with its port, as clients know them, and what is behind."""

    host: str
    port: int
    local_host: str
    local_port: int
    address: str
    """The address that the name has inside its network, by which a flow to it is judged; nothing outside of one."""
    authority: str
    """The file with the authority that signs its certificate."""


class Endpoints:
    """All names that lead somewhere on this machine."""

    def __init__(self, told: Callable[[], None] = lambda: None) -> None:
        """Know none yet; `told` hears of each change."""
        self._known: dict[str, Endpoint] = {}
        self._told = told

    def add(self, endpoint: Endpoint) -> None:
        """Let a name lead somewhere."""
        if self._known.get(endpoint.host) != endpoint:
            self._known = {**self._known, endpoint.host: endpoint}
            self._told()

    def remove(self, host: str) -> None:
        """Let a name lead nowhere again."""
        if host in self._known:
            self._known = {name: endpoint for name, endpoint in self._known.items() if name != host}
            self._told()

    @property
    def all(self) -> Sequence[Endpoint]:
        """All that lead somewhere now."""
        return [*self._known.values()]

    def find(self, host: str) -> Endpoint | None:
        """Where a name leads."""
        return self._known.get(host)

    def __call__(self, _request: Request) -> Answer:
        """Tell other processes of this machine."""
        return Answer.of_json("200 OK", [asdict(endpoint) for endpoint in self._known.values()])


def address_in(blocks: Sequence[str], name: str) -> str:
    """An address of one of a group's subnets, the same one for a name each time."""
    if not blocks:
        return ""
    number = zlib.crc32(name.encode())
    network = ipaddress.ip_network(sorted(blocks)[number % len(blocks)])
    return str(network[_RESERVED + number % (network.num_addresses - _RESERVED - 1)])
