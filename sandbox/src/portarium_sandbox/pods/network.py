"""The network of a cluster's pods: one namespace that routes, the switch, and one for each pod, joined by a cable.

The switch routes by rules alone, and a rule is there for what the network policies permit; see `flows`.
"""

import importlib
import os
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Literal, TypeVar

from portarium_sandbox.pods import namespaces

# pyroute2 has no types of its own.
_connect: Any = importlib.import_module("pyroute2").IPRoute
_NetlinkError: type[Exception] = importlib.import_module("pyroute2.netlink.exceptions").NetlinkError
SERVICES = "172.20.0.0/16"
_GATEWAY = "169.254.1.1"
_SWITCH_CARD = "02:00:00:00:00:01"
_LOCAL, _MAIN = 255, 254
_TABLES = {"local": _LOCAL, "main": _MAIN}
_PROTOCOLS = {"TCP": 6, "UDP": 17}
_FOR_OURSELVES = 10
_ALL = (1, 65535)

_T = TypeVar("_T")
Way = Literal["local", "main", "blackhole", "unreachable"]
"""To the switch itself, to another pod, into silence, or back with an error."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What becomes of packets from a pod's cable."""

    cable: int
    way: Way
    priority: int
    destination: str | None = None
    protocol: str | None = None
    to_ports: tuple[int, int] | None = None
    from_ports: tuple[int, int] | None = None


class NoNetwork:
    """In a network's place on a machine that can't have one: no pod is ever attached."""

    def serve(self, address: str) -> None:
        """Take no address."""

    def set_rules(self, wanted: Iterable[Rule]) -> None:
        """Have no rule."""


class Network:
    """The switch and the cables; all that touches them happens in a thread that lives in there."""

    def __init__(self) -> None:
        """Make the switch."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="switch", initializer=self._enter)
        self._rules: set[Rule] = set()
        self._served: set[str] = set()
        self._call(lambda: None)

    def _enter(self) -> None:
        namespaces.unshare(namespaces.NEW_NETWORK)
        self._descriptor = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        # A reply leaves by another way than the question came, as far as routes tell.
        for name in ("all", "default"):
            Path(f"/proc/sys/net/ipv4/conf/{name}/rp_filter").write_text("0", encoding="ascii")
        Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")
        # Whoever asks for what isn't there is told each time, and doesn't wait.
        Path("/proc/sys/net/ipv4/icmp_ratelimit").write_text("0", encoding="ascii")
        self._link = _connect()
        self._link.link("set", index=1, state="up")
        for offset, table in enumerate((_LOCAL, _MAIN)):
            self._link.rule("add", priority=_FOR_OURSELVES + offset, iifname="lo", table=table)
        # Where it asks pods from, probes and all; nothing listens there.
        self._link.addr("add", index=1, address=_GATEWAY, prefixlen=32)
        self._link.rule("add", priority=_FOR_OURSELVES + 2, dst=_GATEWAY, dst_len=32, table=_LOCAL)
        # Else whatever is the switch's own would be reached past all rules.
        self._link.rule("del", priority=0, table=_LOCAL)
        self._link.route("add", dst=SERVICES, oif=1, table=_LOCAL, type="local", scope="host")

    def _call(self, work: Callable[[], _T]) -> _T:
        return self._thread.submit(work).result()

    def unconnected(self, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
        """Give a socket that is in the switch, wherever it is used."""

        def make() -> socket.socket:
            made = socket.socket(socket.AF_INET, kind)
            made.setblocking(False)
            return made

        return self._call(make)

    def listener(self, address: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
        """Give a socket that answers for an address."""
        made = self.unconnected(kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        if kind == socket.SOCK_STREAM:
            made.listen(128)
        return made

    def serve(self, address: str) -> None:
        """Take an address for the switch's own."""
        if address not in self._served:
            self._served.add(address)
            self._call(
                lambda: self._link.route(
                    "replace", dst=f"{address}/32", oif=1, table=_LOCAL, type="local", scope="host"
                )
            )

    def attach(self, cable: int, address: str) -> int:
        """Lay a pod's cable and give its namespace, which lives as long as this descriptor or a process in it."""
        card = "02:" + ":".join(f"{part:02x}" for part in (0, *socket.inet_aton(address)))
        found: list[int] = []
        problems: list[Exception] = []

        def build() -> None:
            try:
                namespaces.unshare(namespaces.NEW_NETWORK)
                found.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY))
                # containerd lets every user of a pod listen on every port.
                Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0", encoding="ascii")
                with _connect() as link:
                    _join(link, cable, address, card, self._descriptor)
            except Exception as error:  # noqa: BLE001 # said where it is asked for
                problems.append(error)

        builder = Thread(target=build)
        builder.start()
        builder.join()
        if problems:
            for descriptor in found:
                os.close(descriptor)
            raise problems[0]
        self._call(lambda: self._plug(cable, address, card))
        return found[0]

    def _plug(self, cable: int, address: str, card: str) -> None:
        index = self._link.link_lookup(ifname=f"pod{cable}")[0]
        self._link.link("set", index=index, state="up")
        self._link.route("add", dst=f"{address}/32", oif=index, scope="link", prefsrc=_GATEWAY)
        self._link.neigh("add", dst=address, lladdr=card, ifindex=index, state="permanent")

    def detach(self, cable: int) -> None:
        """Take a cable away; the pod's namespace loses its end too."""

        def remove() -> None:
            for index in self._link.link_lookup(ifname=f"pod{cable}"):
                self._link.link("del", index=index)

        self._call(remove)

    def set_rules(self, wanted: Iterable[Rule]) -> None:
        """Have exactly these rules."""
        rules = set(wanted)

        def change() -> None:
            # What is permitted from now on comes first: nobody is cut off for a moment.
            for rule in rules - self._rules:
                self._link.rule("add", **_spelled(rule))
                self._rules.add(rule)
            for rule in self._rules - rules:
                with suppress(_NetlinkError):
                    self._link.rule("del", **_spelled(rule))
                self._rules.discard(rule)

        self._call(change)


def _join(link: Any, cable: int, address: str, card: str, switch: int) -> None:
    """Make a cable inside a pod's namespace, with its other end in the switch."""
    link.link("set", index=1, state="up")
    other = {"ifname": f"pod{cable}", "address": _SWITCH_CARD, "net_ns_fd": switch}
    link.link("add", ifname="eth0", kind="veth", address=card, peer=other)
    index = link.link_lookup(ifname="eth0")[0]
    link.addr("add", index=index, address=address, prefixlen=32)
    link.link("set", index=index, state="up")
    link.route("add", dst=f"{_GATEWAY}/32", oif=index, scope="link")
    link.neigh("add", dst=_GATEWAY, lladdr=_SWITCH_CARD, ifindex=index, state="permanent")
    link.route("add", dst="default", gateway=_GATEWAY, oif=index, prefsrc=address)


def _spelled(rule: Rule) -> dict[str, Any]:
    spelled: dict[str, Any] = {"priority": rule.priority, "iifname": f"pod{rule.cable}"}
    if rule.way in _TABLES:
        spelled["table"] = _TABLES[rule.way]
    else:
        spelled["action"] = rule.way
    if rule.destination:
        spelled |= {"dst": rule.destination, "dst_len": 32}
    if rule.protocol:
        spelled["ip_proto"] = _PROTOCOLS[rule.protocol]
    for name, ports in (("dport_range", rule.to_ports), ("sport_range", rule.from_ports)):
        if ports and ports != _ALL:
            # The kernel takes the last port of all for none.
            spelled[name] = f"{ports[0]}:{min(ports[1], _ALL[1] - 1)}"
    return spelled
