"""What a resolver says of a domain's name servers, asked over the wire."""

import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Thread

import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.message import Message
from dns.resolver import Resolver

from ops.operations.error import OperationError
from ops.operations.name_servers import name_servers

_DOMAIN = "x-dev.portarium.example"


@contextmanager
def _resolver(answer: Callable[[Message], Message]) -> Generator[Resolver]:
    """A resolver whose one server answers every question in this way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                question, asker = server.recvfrom(4096)
                if not question:
                    return
                server.sendto(answer(dns.message.from_wire(question)).to_wire(), asker)

        thread = Thread(target=serve)
        thread.start()
        try:
            asked = Resolver(configure=False)
            asked.nameservers, asked.port = ["127.0.0.1"], server.getsockname()[1]
            yield asked
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", server.getsockname())
            thread.join()


def _says(*servers: str, code: dns.rcode.Rcode = dns.rcode.NOERROR) -> Callable[[Message], Message]:
    def answer(question: Message) -> Message:
        response = dns.message.make_response(question)
        response.set_rcode(code)
        if servers:
            response.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "NS", *servers))
        return response

    return answer


def test_names_are_told_as_they_are_compared() -> None:
    """Without the last dot, in small letters."""
    with _resolver(_says("NS-1.awsdns-01.org.", "ns-2.awsdns-02.com.")) as resolver:
        assert name_servers(_DOMAIN, resolver) == {"ns-1.awsdns-01.org", "ns-2.awsdns-02.com"}


@pytest.mark.parametrize("code", [dns.rcode.NXDOMAIN, dns.rcode.NOERROR])
def test_a_domain_that_is_nobodys_has_none(code: dns.rcode.Rcode) -> None:
    """Whether the name is unknown, or known for something else."""
    with _resolver(_says(code=code)) as resolver:
        assert name_servers(_DOMAIN, resolver) == frozenset()


def test_no_answer_is_no_delegation_that_is_missing() -> None:
    """The resolver's trouble is told in one line."""
    with (
        _resolver(_says(code=dns.rcode.REFUSED)) as resolver,
        pytest.raises(OperationError, match=f"no answer about the name servers of {_DOMAIN}: NoNameservers"),
    ):
        name_servers(_DOMAIN, resolver)
