"""Keeps the network in step with the cluster: cables, rules, and what the switch answers for."""

import asyncio
import ipaddress
import logging
import os
import random
import socket
from collections.abc import Callable
from typing import Any

from portarium_sandbox.pods import flows, relay
from portarium_sandbox.pods.agent import Agent
from portarium_sandbox.pods.cluster import Cluster
from portarium_sandbox.pods.context import Attachable, Surroundings
from portarium_sandbox.pods.files import RESOLVER
from portarium_sandbox.pods.flows import Endpoint, Pod, Served
from portarium_sandbox.pods.network import Network
from portarium_sandbox.pods.objects import part
from portarium_sandbox.pods.policy import Peer, Policies
from portarium_sandbox.pods.resolver import Resolver
from portarium_sandbox.pods.view import API_ADDRESS, peer_of, services_of

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_ADDRESSES = ipaddress.ip_network("100.96.0.0/11")
_GATHERING_SECONDS = 0.02
_AGENT = "169.254.170.23"
_NAMES = 53
_log = logging.getLogger(__name__)


class Switch:
    """What pods of one cluster reach."""

    def __init__(
        self, network: Network, cluster: Cluster, surroundings: Callable[[], Surroundings], agent: Agent, api_port: int
    ) -> None:
        """Serve nobody yet."""
        self._network = network
        self._cluster = cluster
        self._surroundings = surroundings
        self._agent = agent
        self._api_port = api_port
        self._resolver = Resolver(cluster, lambda: surroundings().destinations)
        self._pods: dict[int, Attachable] = {}
        self._cables = 0
        self._last = 0
        self._servers: dict[tuple[str, int, str], Any] = {}
        self._waiting: asyncio.TimerHandle | None = None
        self._applying = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._chosen: dict[tuple[str, str], Endpoint] = {}
        for address in (RESOLVER, API_ADDRESS, _AGENT):
            network.serve(address)

    async def attach(self, pod: Attachable) -> None:
        """Connect a pod; what it may reach is reachable when this returns."""
        self._cables += 1
        pod.cable = self._cables
        pod.address = pod.address or self._new_address()
        pod.network = await asyncio.to_thread(self._network.attach, pod.cable, pod.address)
        self._pods[pod.cable] = pod
        await self._apply()

    async def detach(self, pod: Attachable) -> None:
        """Disconnect a pod."""
        if self._pods.pop(pod.cable, None) is None or pod.network is None:
            return
        await self._apply()
        await asyncio.to_thread(self._network.detach, pod.cable)
        os.close(pod.network)
        pod.network = None

    def outdated(self) -> None:
        """Have the network brought in step, with what else is new in this moment."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(_GATHERING_SECONDS, self._start)

    def _start(self) -> None:
        self._waiting = None
        self._keep(self._apply())

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _new_address(self) -> str:
        known = [pod.get("status", {}).get("podIP") for pod in self._cluster.objects["pods"].values()]
        numbers = [
            int(ipaddress.ip_address(each)) for each in known if each and ipaddress.ip_address(each) in _ADDRESSES
        ]
        self._last = max([int(_ADDRESSES.network_address), self._last, *numbers]) + 1
        return str(ipaddress.ip_address(self._last))

    async def _apply(self) -> None:
        async with self._applying:
            served = self._served()
            rules = flows.rules(self._connected(), served, self._peers(), self._policies())
            for one in served:
                self._network.serve(one.address)
            await asyncio.to_thread(self._network.set_rules, rules)
            await self._listen(served)

    def _connected(self) -> list[Pod]:
        spaces = self._cluster.objects["namespaces"]
        return [
            Pod(cable=cable, address=pod.address, peer=peer_of(pod.given, spaces, pod.address))
            for cable, pod in self._pods.items()
            if pod.address
        ]

    def _peers(self) -> dict[str, Peer]:
        spaces = self._cluster.objects["namespaces"]
        found: dict[str, Peer] = {}
        for pod in self._cluster.objects["pods"].values():
            address = part(pod, "status").get("podIP")
            if address and pod["status"].get("phase") not in ("Succeeded", "Failed"):
                found[address] = peer_of(pod, spaces, address)
        return found | {pod.address: pod.peer for pod in self._connected()}

    def _policies(self) -> Policies:
        return Policies(list(self._cluster.objects["networkpolicies"].values()), strict=self._surroundings().strict)

    def _served(self) -> list[Served]:
        spaces = self._cluster.objects["namespaces"]
        dns = Peer(
            addresses=(RESOLVER,),
            namespace="kube-system",
            labels={"k8s-app": "kube-dns"},
            namespace_labels=(spaces.get(("", "kube-system")) or {"metadata": {}})["metadata"].get("labels") or {},
            named_ports={("UDP", "dns"): 53, ("TCP", "dns-tcp"): 53},
        )
        outside = [(each.address, each.port) for each in self._surroundings().destinations]
        outside += [(API_ADDRESS, 443), (_AGENT, 80)]
        return [
            *(Served(address=RESOLVER, port=53, protocol=protocol, peer=dns) for protocol in ("UDP", "TCP")),
            *(Served(address=address, port=port, peer=Peer(addresses=(address,))) for address, port in outside),
            *services_of(self._cluster),
        ]

    async def _listen(self, served: list[Served]) -> None:
        """Answer for what there is, and let the rest be refused."""
        connected = {pod.address for pod in self._pods.values()}
        wanted: dict[tuple[str, int, str], Any] = {}
        for one in served:
            is_name_server = one.port == _NAMES and not any(end.address in connected for end in one.endpoints)
            if one.protocol == "UDP" and not is_name_server:
                continue
            if one.peer or is_name_server or any(end.is_ready and end.address in connected for end in one.endpoints):
                wanted[one.address, one.port, one.protocol] = self._answerer(one, is_name_server=is_name_server)
        for key in self._servers.keys() - wanted.keys():
            self._servers.pop(key).close()
        for key in wanted.keys() - self._servers.keys():
            address, port, protocol = key
            if protocol == "UDP":
                listener = self._network.listener(address, port, socket.SOCK_DGRAM)
                loop = asyncio.get_running_loop()
                self._servers[key], _ = await loop.create_datagram_endpoint(self._resolver.over_udp, sock=listener)
            else:
                listener = self._network.listener(address, port)
                self._servers[key] = await asyncio.start_server(wanted[key], sock=listener)

    def _answerer(self, served: Served, *, is_name_server: bool) -> Any:
        if is_name_server:
            return self._resolver.serve
        if served.address == _AGENT:
            return self._agent.serve
        key = (served.address, served.port)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                other = await self._connect(key, writer.get_extra_info("peername")[0])
            except OSError as error:
                _log.info("%s:%d: %s", *key, error)
                writer.transport.abort()
                return
            await relay.relay((reader, writer), other)

        return answer

    async def _connect(self, key: tuple[str, int], source: str) -> Connection:
        """Connect to what is behind an address at this moment."""
        if key == (API_ADDRESS, 443):
            return await asyncio.open_connection("127.0.0.1", self._api_port)
        for each in self._surroundings().destinations:
            if (each.address, each.port) == key:
                if each.socket:
                    return await asyncio.open_unix_connection(each.socket)
                return await asyncio.open_connection("127.0.0.1", each.local_port)
        endpoint = self._endpoint(key, source)
        unconnected = self._network.unconnected()
        try:
            await asyncio.get_running_loop().sock_connect(unconnected, (endpoint.address, endpoint.port))
        except BaseException:
            unconnected.close()
            raise
        return await asyncio.open_connection(sock=unconnected)

    def _endpoint(self, key: tuple[str, int], source: str) -> Endpoint:
        pods = self._connected()
        connected = {pod.address for pod in pods}
        caller = next((pod for pod in pods if pod.address == source), None)
        service = next((one for one in services_of(self._cluster) if (one.address, one.port) == key), None)
        if caller is None or service is None:
            raise OSError("nobody to ask, or nobody who asks")
        permitted = flows.reachable(caller, service, self._peers(), self._policies())
        ready = (
            [one for one in permitted if one.is_ready and one.address in connected]
            if isinstance(permitted, list)
            else []
        )
        if not ready:
            raise OSError("no endpoint that is ready")
        before = self._chosen.get((source, service.address)) if service.sticky else None
        chosen = before if before in ready else random.choice(ready)  # noqa: S311 # any will do
        self._chosen[source, service.address] = chosen
        return chosen
