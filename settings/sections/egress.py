"""The way to the internet."""

from domain.allowed_host import AllowedHost
from settings.section import Positive, Section


class Egress(Section):
    """What the egress proxy lets through."""

    allowed_hosts: tuple[AllowedHost, ...] = ()
    """The hosts the execution plane may reach; nothing else on the internet is."""

    replicas: Positive = 1
    """How many proxies share the load."""
