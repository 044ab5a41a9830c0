"""The names that pods resolve."""

import asyncio
import socket
from typing import Any

import dns.message
import dns.rcode
import pytest

from portarium_sandbox.pods.destinations import Destination
from portarium_sandbox.pods.resolver import Resolver

SERVICES: dict[tuple[str, str], Any] = {
    ("work", "api"): {"spec": {"clusterIP": "172.20.0.9"}},
    ("work", "peers"): {"spec": {"clusterIP": "None"}},
    ("work", "outside"): {"spec": {"type": "ExternalName", "externalName": "db.rds.amazonaws.com"}},
}
PIECE = {
    "metadata": {"labels": {"kubernetes.io/service-name": "peers"}},
    "endpoints": [
        {"addresses": ["100.96.0.1"], "hostname": "peer-0", "conditions": {"ready": True}},
        {"addresses": ["100.96.0.2"], "hostname": "peer-1", "conditions": {"ready": False}},
    ],
}


class Cluster:
    """A cluster with three services."""

    services = SERVICES
    objects: dict[str, Any] = {"endpointslices": {("work", "peers-1"): PIECE}}  # noqa: RUF012 # nobody changes it


RESOLVER = Resolver(
    Cluster(),  # type: ignore[arg-type]
    lambda: [Destination(name="db.rds.amazonaws.com", address="10.0.1.5", port=5432)],
)


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("api.work.svc.cluster.local", ["172.20.0.9"]),
        ("API.work.svc.cluster.local", ["172.20.0.9"]),
        ("peers.work.svc.cluster.local", ["100.96.0.1"]),
        ("peer-0.peers.work.svc.cluster.local", ["100.96.0.1"]),
        ("outside.work.svc.cluster.local", ["10.0.1.5"]),
        ("db.rds.amazonaws.com", ["10.0.1.5"]),
        ("none.work.svc.cluster.local", None),
        ("x.api.work.svc.cluster.local", None),
        ("peer-9.peers.work.svc.cluster.local", None),
        ("example.com", None),
    ],
)
def test_names(name: str, addresses: list[str] | None) -> None:
    """Services and what the sandbox gives have addresses, and nothing else exists."""
    answer = dns.message.from_wire(RESOLVER.answer(dns.message.make_query(name, "A").to_wire()) or b"")
    if addresses is None:
        assert answer.rcode() == dns.rcode.NXDOMAIN
    else:
        lines = [line for record in answer.answer for line in record.to_text().splitlines()]
        assert [line.split()[-1] for line in lines] == addresses


def test_a_name_without_such_an_address_exists() -> None:
    """A question for IPv6 is answered with nothing, so that a client goes on to IPv4."""
    query = dns.message.make_query("api.work.svc.cluster.local", "AAAA")
    answer = dns.message.from_wire(RESOLVER.answer(query.to_wire()) or b"")
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])


def test_noise_is_not_answered() -> None:
    """What is no question gets no answer."""
    assert RESOLVER.answer(b"noise") is None


def test_each_address_answers_for_itself() -> None:
    """A cluster has a second resolver, and whoever asked one takes no answer from the other."""

    async def first_of_two() -> bytes:
        loop = asyncio.get_running_loop()
        listening = [
            await loop.create_datagram_endpoint(RESOLVER.over_udp, local_addr=("127.0.0.1", 0)) for _ in range(2)
        ]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.setblocking(False)
            # Connected: what comes from another address is not heard.
            asking.connect(listening[0][0].get_extra_info("sockname"))
            asking.send(dns.message.make_query("api.work.svc.cluster.local", "A").to_wire())
            answer = await asyncio.wait_for(loop.sock_recv(asking, 512), 5)
        for transport, _ in listening:
            transport.close()
        return answer

    assert "172.20.0.9" in dns.message.from_wire(asyncio.run(first_of_two())).to_text()
