"""The way by which requests come in from the internet."""

from domain.ports import HTTP, HTTPS
from domain.project import PROJECT

PUBLIC_TAG = f"{PROJECT}:public"
"""The tag of the rules that let the whole internet in; without it none may."""

PUBLIC_PORTS = (HTTP, HTTPS)
"""Where it is let in: the first only tells a browser to come by the second."""

CLASS = "alb"
"""The class of ingresses that the platform serves, which says all but the host and where it leads."""

OWNER_PREFIX = "owner-"
"""What external-dns puts before the name of the record that says whose a name is.

A label of its own: beside an alias no other record may have its name.
"""


def api_host(domain: str) -> str:
    """The name under which an environment's control plane answers, in the domain of its certificate."""
    return f"api.{domain}"


def owner_records(host: str) -> tuple[str, str]:
    """The names of the records by which external-dns knows a host as its own: of its alias, a CNAME to it, and AAAA."""
    return (f"{OWNER_PREFIX}cname-{host}", f"{OWNER_PREFIX}aaaa-{host}")
