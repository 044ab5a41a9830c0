"""Which name servers the world is sent to for a domain."""

import dns.exception
import dns.resolver
from dns.resolver import Resolver

from ops.operations.error import OperationError

_SECONDS = 10
"""For all servers of this machine's resolver together: a question that takes longer is an answer too."""


def name_servers(domain: str, resolver: Resolver | None = None) -> frozenset[str]:
    """Ask this machine's resolver; no name server where the domain is nobody's.

    Raises OperationError when there is no answer to be had.
    """
    try:
        answer = (resolver or Resolver()).resolve(domain, "NS", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return frozenset()
    except dns.exception.DNSException as error:
        raise OperationError(f"no answer about the name servers of {domain}: {type(error).__name__}") from None
    return frozenset(plain(str(record)) for record in answer)


def plain(name: str) -> str:
    """A name as it is compared: AWS writes it without the dot at its end, and a resolver with it."""
    return name.rstrip(".").lower()
