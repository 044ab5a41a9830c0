"""What the resolver of the execution plane answers, as CoreDNS reads it."""

from domain import ports
from domain.cluster_domain import CLUSTER_DOMAIN
from domain.plane import PLANE_KEY, Plane

COREFILE = "Corefile"
"""The name of the file."""

_KNOWN: tuple[Plane, ...] = ("egress", "system")
_REVERSE = ("in-addr.arpa", "ip6.arpa")


def resolver_configuration() -> str:
    """The services of the planes that workers call; every other name does not exist, and nobody else is asked.

    Names that do not exist are an answer that clients accept, where a refusal is tried again as if it were a failure.
    Each of the latter is logged: nothing that works asks for it.
    """
    zones = (CLUSTER_DOMAIN, *_REVERSE)
    return f"""\
{" ".join(f"{zone}:{ports.EXECUTION_NAMES}" for zone in zones)} {{
    errors
    health :{ports.RESOLVER_HEALTH} {{
        lameduck 5s
    }}
    ready :{ports.RESOLVER_READY}
    kubernetes {" ".join(zones)} {{
        namespace_labels {PLANE_KEY} in ({",".join(_KNOWN)})
        pods disabled
    }}
    cache 30
    loadbalance
    prometheus :{ports.RESOLVER_METRICS}
}}
.:{ports.EXECUTION_NAMES} {{
    errors
    log
    template ANY ANY {{
        rcode NXDOMAIN
    }}
    prometheus :{ports.RESOLVER_METRICS}
}}
"""
