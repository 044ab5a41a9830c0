"""The names that pods can resolve: those of their cluster and those that the sandbox gives, and no others."""

import asyncio
from collections.abc import Callable
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from portarium_sandbox.pods.cluster import Cluster
from portarium_sandbox.pods.destinations import Destination
from portarium_sandbox.pods.objects import part, several, texts

_DOMAIN = ".svc.cluster.local"
_SECONDS = 5
_LENGTH_BYTES = 2


class Resolver:
    """Answers over UDP and TCP."""

    def __init__(self, cluster: Cluster, given: Callable[[], list[Destination]]) -> None:
        """Answer with what is known at the time of a question."""
        self._cluster = cluster
        self._given = given

    def over_udp(self) -> asyncio.DatagramProtocol:
        """Answer at one more address; each has a way of its own, because nobody takes an answer from another."""
        return _Datagrams(self.answer)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer questions over TCP."""
        try:
            while True:
                length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
                if answer := self.answer(await reader.readexactly(length)):
                    writer.write(len(answer).to_bytes(_LENGTH_BYTES) + answer)
                    await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def answer(self, data: bytes) -> bytes | None:
        """Answer a question on the wire; nothing to what is none."""
        try:
            question = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if len(question.question) != 1:
            answer.set_rcode(dns.rcode.FORMERR)
            return answer.to_wire()
        asked = question.question[0]
        name = asked.name.to_text(omit_final_dot=True).lower()
        found = self.addresses(name)
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.rdtype == dns.rdatatype.A and found:
            answer.answer.append(dns.rrset.from_text_list(asked.name, _SECONDS, "IN", "A", found))
        return answer.to_wire()

    def addresses(self, name: str) -> list[str] | None:
        """Give the addresses of a name; nothing for a name that there is not."""
        given = [each.address for each in self._given() if each.name.lower() == name]
        if given:
            return sorted(set(given))
        if not name.endswith(_DOMAIN):
            return None
        *host, service, namespace = ["", *name.removesuffix(_DOMAIN).split(".")][-3:]
        found = self._cluster.services.get((namespace, service))
        if found is None or len(name.removesuffix(_DOMAIN).split(".")) not in (2, 3):
            return None
        wanted = host[0] if host else ""
        address = found["spec"].get("clusterIP")
        if external := found["spec"].get("externalName"):
            return self.addresses(external.lower())
        if address not in (None, "", "None"):
            return [address] if not wanted else None
        return self._of_pods(namespace, service, wanted) or ([] if not wanted else None)

    def _of_pods(self, namespace: str, service: str, hostname: str) -> list[str]:
        headless = self._cluster.services[namespace, service]
        unready = bool(headless["spec"].get("publishNotReadyAddresses"))
        return sorted(
            {
                address
                for (where, _), piece in self._cluster.objects["endpointslices"].items()
                if where == namespace
                and texts(piece["metadata"], "labels").get("kubernetes.io/service-name") == service
                for endpoint in several(piece, "endpoints")
                if (unready or part(endpoint, "conditions").get("ready"))
                and (not hostname or endpoint.get("hostname") == hostname)
                for address in endpoint["addresses"]
            }
        )


class _Datagrams(asyncio.DatagramProtocol):
    """What is asked at one address, and answered from there."""

    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self._answer = answer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to answer by."""
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Answer a question."""
        if self._transport and (answer := self._answer(data)):
            self._transport.sendto(answer, addr)
